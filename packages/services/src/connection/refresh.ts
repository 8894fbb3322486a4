import type { Connection, ConnectionRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { examineConnection } from "./examine.ts";
import { findConnection } from "./find.ts";
import { getConnection } from "./list.ts";

/** Dials a connection anew and reads its tools again. Throws `not_found`. */
export async function refreshConnection(context: Context, input: ConnectionRef): Promise<Connection> {
  requireAccess(context, "connection.refresh");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id, slug } = findConnection(await services.snapshots.get(organizationId), input.connection);
  services.upstreams.forget(id);
  await examineConnection(services, {
    organizationId,
    connectionId: id,
    ownerId: actor.userId,
    record: (trx, { status }) =>
      recordAudit(trx, auditActor(context), {
        action: "connection.refresh",
        targetKind: "connection",
        targetId: id,
        data: { slug, status },
      }),
  });
  return getConnection(context, { connection: id });
}
