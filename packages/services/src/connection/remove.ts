import type { ConnectionRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { findConnection } from "./find.ts";

/** Removes a connection with its credential and tools. Its calls stay in activity and usage. */
export async function removeConnection(
  context: Context,
  input: ConnectionRef,
): Promise<{ id: string; slug: string }> {
  requireScope(context, "connections:manage");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id, slug } = findConnection(await services.snapshots.get(organizationId), input.connection);
  await services.snapshots.change(organizationId, async (trx) => {
    await trx
      .deleteFrom("connections")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "connection.remove",
      targetKind: "connection",
      targetId: id,
      data: { slug },
    });
  });
  services.upstreams.forget(id);
  return { id, slug };
}
