import {
  AppError,
  type CreateApiKeyInput,
  type CreatedApiKey,
  dangerousScopes,
  ordinaryScopes,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireScope } from "../require-scope.ts";
import { requireProof } from "../session/index.ts";
import { insertApiKey } from "./insert.ts";

/**
 * Creates a key of the asking person, or of a service account; the answer is the only place that ever holds it. By default it may do all that the
 * asker may but decide over keys, profiles and policies. Throws `insufficient_scope` or `forbidden` for a scope that the asker lacks, `invalid_input`
 * for an expiry in the past and for a profile that does not exist.
 */
export async function createApiKey(context: Context, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  requireAccess(context, "apiKey.create");
  for (const scope of input.scopes ?? []) requireScope(context, scope);
  if (input.serviceAccount !== undefined) requireAccess(context, "serviceAccount.create");
  const { actor, services } = context;
  const { organizationId } = actor;
  const userId = input.serviceAccount ?? actor.userId;
  const scopes = input.scopes ?? actor.scopes.filter((scope) => ordinaryScopes.includes(scope));
  if (scopes.some((scope) => dangerousScopes.includes(scope))) await requireProof(context, "apiKey.create");
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt).toISOString();
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new AppError("invalid_input", "That expiry is in the past.", { details: { field: "expiresAt" } });
  }
  // A key of a profile makes keys of that profile alone, or its bounds would be none.
  const profile = actor.profile ?? input.profile ?? null;
  if (input.profile !== undefined && input.profile !== profile) throw noProfile(input.profile);
  return services.database.withOrganization(organizationId, async (trx) => {
    if (profile !== null) await holdProfile(trx, organizationId, profile);
    if (input.serviceAccount !== undefined) await holdServiceAccount(trx, organizationId, userId);
    const key = {
      organizationId,
      userId,
      name: input.name,
      scopes: [...new Set(scopes)],
      profile,
      expiresAt,
    };
    return insertApiKey(trx, key, auditActor(context));
  });
}

/** Keeps the profile from being removed, with its keys, before this one is there. */
async function holdProfile(trx: Transaction, organizationId: string, slug: string): Promise<void> {
  const found = await trx
    .selectFrom("profiles")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("slug", "=", slug)
    .forKeyShare()
    .executeTakeFirst();
  if (!found) throw noProfile(slug);
}

/** Keeps the service account from being removed, with its keys, before this one is there. Throws `not_found`. */
async function holdServiceAccount(trx: Transaction, organizationId: string, userId: string): Promise<void> {
  const found = await trx
    .selectFrom("serviceAccounts")
    .select("userId")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .where("removedAt", "is", null)
    .forShare()
    .executeTakeFirst();
  if (found === undefined) throw new AppError("not_found", "There is no such service account.");
}

function noProfile(slug: string): AppError {
  return new AppError("invalid_input", `There is no profile ${JSON.stringify(slug)} here.`, {
    next: "List them with: patchops profiles list. Without one the key is free.",
    details: { field: "profile" },
  });
}
