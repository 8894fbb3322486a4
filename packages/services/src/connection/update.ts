import type { Connection, UpdateConnectionInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { parseUpstreamUrl } from "./add.ts";
import { removeCredential, storeCredential } from "./credential.ts";
import { examineConnection } from "./examine.ts";
import { findConnection } from "./find.ts";
import { getConnection } from "./list.ts";

/** Renames, pauses or resumes a connection, or gives it another address or credential (then it is examined again). */
export async function updateConnection(context: Context, input: UpdateConnectionInput): Promise<Connection> {
  requireScope(context, "connections:manage");
  const { services, actor } = context;
  const { organizationId } = actor;
  const connection = findConnection(await services.snapshots.get(organizationId), input.connection);
  const { id, slug } = connection;
  const url =
    input.url !== undefined && connection.transport === "http" ? parseUpstreamUrl(input.url) : undefined;
  const now = new Date().toISOString();
  await services.snapshots.change(organizationId, async (trx) => {
    await trx
      .updateTable("connections")
      .set({
        updatedAt: now,
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(url === undefined ? {} : { url }),
        ...(input.isPaused === undefined
          ? {}
          : { status: input.isPaused ? "paused" : "connecting", statusReason: null, statusAt: now }),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    if (input.credential === null) await removeCredential(trx, { organizationId, connectionId: id });
    else if (input.credential) {
      await storeCredential(services, trx, { organizationId, connectionId: id, secret: input.credential });
    }
    await recordAudit(trx, auditActor(context), {
      action: "connection.update",
      targetKind: "connection",
      targetId: id,
      data: {
        slug,
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(url === undefined ? {} : { url }),
        ...(input.isPaused === undefined ? {} : { isPaused: input.isPaused }),
        ...(input.credential === undefined ? {} : { credential: input.credential?.kind ?? "removed" }),
      },
    });
  });
  services.upstreams.forget(id);
  if (url !== undefined || input.credential !== undefined || input.isPaused === false) {
    await examineConnection(services, { organizationId, connectionId: id, ownerId: actor.userId });
  }
  return getConnection(context, { connection: id });
}
