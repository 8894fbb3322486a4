import { AppError, type RevokeConnectedAppInput, type RevokedConnectedApp } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { requireAccess } from "../require-access.ts";
import { endGrants } from "./end-grants.ts";

/**
 * Revokes an app of one's own, in all its sign-ins; owners and admins any of the organization. Its tokens and streams stop on
 * every node at once, or within 3 s where the notification is lost. Revoking again answers the first time. Throws `not_found`.
 */
export async function revokeConnectedApp(
  context: Context,
  input: RevokeConnectedAppInput,
): Promise<RevokedConnectedApp> {
  requireAccess(context, "connectedApp.revoke");
  const { actor, services } = context;
  const { organizationId } = actor;
  const { database } = services;
  return database.withOrganization(organizationId, async (trx) => {
    const grant = await trx
      .selectFrom("oauthGrants")
      .select(["id", "clientId", "client", "userId", "revokedAt"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", input.id)
      .$if(!may(actor, "apiKey.reachAll"), (query) => query.where("userId", "=", actor.userId))
      .forUpdate()
      .executeTakeFirst();
    if (grant === undefined) throw new AppError("not_found", "There is no such connected app.");
    if (grant.revokedAt !== null) return { id: grant.id, revokedAt: grant.revokedAt };
    const ended = await trx
      .selectFrom("oauthGrants")
      .select("id")
      .where("organizationId", "=", organizationId)
      .where("clientId", "=", grant.clientId)
      .where("userId", "=", grant.userId)
      .where("revokedAt", "is", null)
      .orderBy("id")
      .forUpdate()
      .execute();
    const revokedAt = new Date().toISOString();
    await endGrants(
      database,
      trx,
      ended.map(({ id }) => id),
      revokedAt,
    );
    await recordAudit(trx, auditActor(context), {
      action: "connected_app.revoke",
      targetKind: "connected_app",
      targetId: grant.id,
      data: { ...grant.client, clientId: grant.clientId, userId: grant.userId, signIns: ended.length },
    });
    return { id: grant.id, revokedAt };
  });
}
