import { AppError, type ScimTokenRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** Revokes a token: on every node its next request is refused. People that it provisioned stay. Owners. Throws `not_found`. */
export async function revokeScimToken(context: Context, { id }: ScimTokenRef): Promise<ScimTokenRef> {
  requireAccess(context, "scim.revokeToken");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const revoked = await trx
      .updateTable("scimTokens")
      .set({ revokedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .where("revokedAt", "is", null)
      .returning("name")
      .executeTakeFirst();
    if (revoked === undefined) throw new AppError("not_found", "There is no such SCIM token.");
    await recordAudit(trx, auditActor(context), {
      action: "scim.revoke_token",
      targetKind: "scim_token",
      targetId: id,
      data: { name: revoked.name },
    });
    return { id };
  });
}
