import { AppError, type CreateApiKeyInput, type CreatedApiKey } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { insertApiKey } from "./insert.ts";

/**
 * Creates a key of the asking person; the answer is the only place that ever holds it. By default it may do all that the
 * asker may but manage keys. Throws `insufficient_scope` or `forbidden` for a scope that the asker lacks, `invalid_input`
 * for an expiry in the past and for a profile that does not exist.
 */
export async function createApiKey(context: Context, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  requireScope(context, "keys:manage");
  for (const scope of input.scopes ?? []) requireScope(context, scope);
  const { actor, services } = context;
  const { organizationId, userId } = actor;
  const scopes = input.scopes ?? actor.scopes.filter((scope) => scope !== "keys:manage");
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt).toISOString();
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new AppError("invalid_input", "That expiry is in the past.", { details: { field: "expiresAt" } });
  }
  if (input.profile !== undefined) {
    throw new AppError("invalid_input", `There is no profile ${JSON.stringify(input.profile)} here.`, {
      next: "Leave the profile out: the key then reaches all tools, or narrow it by its scopes.",
      details: { field: "profile" },
    });
  }
  return services.database.withOrganization(organizationId, (trx) =>
    insertApiKey(
      trx,
      {
        organizationId,
        userId,
        name: input.name,
        scopes: [...new Set(scopes)],
        profile: null,
        expiresAt,
      },
      auditActor(context),
    ),
  );
}
