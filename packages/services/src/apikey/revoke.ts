import { AppError, type RevokeApiKeyInput, type RevokedApiKey } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { requireAccess } from "../require-access.ts";
import { apiKeyChannel } from "./key-cache.ts";

/**
 * Revokes one's own key; owners and admins any key of the organization. It stops on every node at once, or within 3 s where
 * the notification is lost. Revoking again answers the first time. Throws `not_found`.
 */
export async function revokeApiKey(context: Context, input: RevokeApiKeyInput): Promise<RevokedApiKey> {
  requireAccess(context, "apiKey.revoke");
  const { actor, services } = context;
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const key = await trx
      .selectFrom("apiKeys")
      .select(["id", "name", "revokedAt"])
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", input.id)
      .$if(!may(actor, "apiKey.reachAll"), (query) => query.where("userId", "=", actor.userId))
      .forUpdate()
      .executeTakeFirst();
    if (key === undefined) throw new AppError("not_found", "There is no such API key.");
    if (key.revokedAt !== null) return { id: key.id, revokedAt: key.revokedAt };
    const revokedAt = new Date().toISOString();
    await trx
      .updateTable("apiKeys")
      .set({ revokedAt })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", key.id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "api_key.revoke",
      targetKind: "api_key",
      targetId: key.id,
      data: { name: key.name },
    });
    await services.database.notify(trx, apiKeyChannel, key.id);
    return { id: key.id, revokedAt };
  });
}
