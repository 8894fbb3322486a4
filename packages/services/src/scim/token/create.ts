import {
  AppError,
  type CreatedScimToken,
  type CreateScimTokenInput,
  createScimTokenInput,
  newId,
} from "@patchops/contract";
import { createApiKeyText, hashToken } from "@patchops/vault";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { requireProof } from "../../session/index.ts";

/** One for each directory, and one more while they are exchanged. */
const maxTokens = 5;

/**
 * Makes a token for the organization's directory; the answer is the only place that ever holds it. Owners. Throws `step_up_required`,
 * and `conflict` for too many and before a domain is verified.
 */
export async function createScimToken(
  context: Context,
  rawInput: CreateScimTokenInput,
): Promise<CreatedScimToken> {
  requireAccess(context, "scim.createToken");
  await requireProof(context, "scim.createToken");
  const { name } = createScimTokenInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const { text, secret, prefix, id } = createApiKeyText(organizationId, newId(), "ps");
  return services.database.withOrganization(organizationId, async (trx) => {
    // One at a time in an organization, so that what is counted holds.
    await trx.selectFrom("organizations").select("id").where("id", "=", organizationId).forUpdate().execute();
    const verified = await trx
      .selectFrom("organizationDomains")
      .select("domain")
      .where("organizationId", "=", organizationId)
      .where("verifiedAt", "is not", null)
      .executeTakeFirst();
    if (verified === undefined) {
      throw new AppError("conflict", "Without a verified domain a directory could provision nobody.", {
        next: "Verify a domain first.",
      });
    }
    const { tokens } = await trx
      .selectFrom("scimTokens")
      .select(({ fn }) => fn.countAll<number>().as("tokens"))
      .where("organizationId", "=", organizationId)
      .where("revokedAt", "is", null)
      .executeTakeFirstOrThrow();
    if (tokens >= maxTokens) {
      throw new AppError("conflict", `There are ${maxTokens} tokens already.`, {
        next: "Revoke one that no directory uses.",
      });
    }
    await trx
      .insertInto("scimTokens")
      .values({
        ...{ organizationId, id, name, prefix, createdBy: actor.userId },
        ...{ secretHash: hashToken(secret), lastUsedAt: null, lastUsedAddress: null, revokedAt: null },
      })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "scim.create_token",
      targetKind: "scim_token",
      targetId: id,
      data: { name },
    });
    return { id, name, prefix, token: text };
  });
}
