import type { ConnectionRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findConnection } from "./find.ts";
import { dropLogins, revokeLogins } from "./sign-in/revoke-logins.ts";

/**
 * Removes a connection with its credentials and tools. Its calls stay in activity and usage. Logins are revoked at their
 * provider, as far as that answers; `revocation` says what came of it.
 */
export async function removeConnection(
  context: Context,
  input: ConnectionRef,
): Promise<{ id: string; slug: string; revocation: string | null }> {
  requireAccess(context, "connection.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id, slug } = findConnection(await services.snapshots.get(organizationId), input.connection);
  const logins = await services.snapshots.change(organizationId, async (trx) => {
    const dropped = await dropLogins(services, trx, { organizationId, connectionId: id });
    await trx
      .deleteFrom("connections")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "connection.remove",
      targetKind: "connection",
      targetId: id,
      data: { slug, ...(dropped.length > 0 ? { logins: dropped.length } : {}) },
    });
    return dropped;
  });
  services.upstreams.forget(id);
  const revocation = logins.length === 0 ? null : (await revokeLogins(services, logins)).message;
  return { id, slug, revocation };
}
