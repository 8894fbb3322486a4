import { AppError, type ConnectionRef, type SignOutResult } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findConnection } from "../find.ts";
import { removeCredential } from "../remove-credential.ts";
import { loginPlace } from "./login-place.ts";
import { mayManageAccounts } from "./may-manage-accounts.ts";
import { revokeLogins, takeLogin } from "./revoke-logins.ts";

/**
 * Disconnects the caller's account, or the one that is shared (owners and admins), from a connection, and revokes it at the
 * provider as far as that answers. Throws `not_found`, `forbidden`, `conflict` when nobody is signed in.
 */
export async function signOutOfConnection(context: Context, input: ConnectionRef): Promise<SignOutResult> {
  requireAccess(context, "connection.signOut");
  const { services, actor } = context;
  const { organizationId } = actor;
  const connection = findConnection(await services.snapshots.get(organizationId), input.connection);
  const { id, slug } = connection;
  if (connection.accounts === "shared" && !mayManageAccounts(context)) {
    throw new AppError("forbidden", "All members use this account: only an owner or admin disconnects it.");
  }
  const place = loginPlace(organizationId, connection, actor.userId);
  const login = await services.snapshots.change(organizationId, async (trx) => {
    if (!(await services.logins.get(place, { isFresh: true }))) {
      throw new AppError("conflict", "Nobody is signed in there.", {
        next: "Sign in on the connection's page.",
      });
    }
    const taken = await takeLogin(services, trx, place);
    await removeCredential(trx, place);
    const now = new Date().toISOString();
    await trx
      .updateTable("connections")
      .set({ signedInAt: now })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "connection.sign_out",
      targetKind: "connection",
      targetId: id,
      data: { slug, accounts: connection.accounts },
    });
    await services.logins.changed(trx, place);
    return taken;
  });
  services.logins.forget(place);
  services.upstreams.forget(id);
  const outcome = await revokeLogins(services, login ? [login] : []);
  if (outcome.revoked === "failed") {
    services.log.warn({ connectionId: id }, "a login could not be revoked at its provider");
  }
  return { slug, ...outcome };
}
