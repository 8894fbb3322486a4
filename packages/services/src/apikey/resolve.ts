import { AppError, roleScopes } from "@patchops/contract";
import { type ApiKeyParts, equalConstantTime, hashToken, parseApiKeyText } from "@patchops/vault";
import type { Actor, Services } from "../context.ts";
import { apiKeyCacheOf, type Finding, type KnownKey, type Refused } from "./key-cache.ts";
import { findApiKey } from "./system/find.ts";

export type ApiKeyResolution = { ok: true; actor: Actor } | Refused;

/** Where a request with the key came from. */
interface Sender {
  address: string | null;
  userAgent: string | null;
}

const nobody: Sender = { address: null, userAgent: null };
const usedEveryMs = 60_000;
const keyLength = 98;

/**
 * Who holds this API key. From memory where it was seen in the last 3 s; a revoked key stops at once where the notification
 * arrives and within 3 s elsewhere. Throws `unavailable` when the database has to be asked and does not answer.
 */
export async function resolveApiKey(
  services: Services,
  text: string,
  from: Sender = nobody,
): Promise<ApiKeyResolution> {
  if (text.length !== keyLength) return { ok: false, reason: "malformed_key" };
  const hash = hashToken(text);
  const finding = await apiKeyCacheOf(services).get(hash, () => read(services, text));
  if (!finding.ok) return finding;
  const { key } = finding;
  const nowMs = Date.now();
  if (nowMs >= key.expiresAtMs) return { ok: false, reason: "expired_key" };
  if (nowMs - key.usedAtMs > usedEveryMs) {
    key.usedAtMs = nowMs;
    void recordUse(services, key, from);
  }
  return { ok: true, actor: key.actor };
}

async function read(services: Services, text: string): Promise<Finding> {
  const parts = parseApiKeyText(text);
  if (parts === null) return { ok: false, reason: "malformed_key" };
  try {
    return await examine(services, parts);
  } catch (cause) {
    throw new AppError("unavailable", "The API key could not be checked: the database did not answer.", {
      next: "Try again in a few seconds.",
      retryAfterSeconds: 2,
      cause,
    });
  }
}

async function examine(services: Services, { organizationId, id, secret }: ApiKeyParts): Promise<Finding> {
  const row = await findApiKey(services.database, { organizationId, id });
  if (row === undefined || !equalConstantTime(row.secretHash, hashToken(secret))) {
    return { ok: false, reason: "unknown_key" };
  }
  const { userId, role, isInstanceAdmin, profile } = row;
  if (row.revokedAt !== null || row.userStatus === "deleted" || role === null) {
    return { ok: false, reason: "revoked_key" };
  }
  if (row.userStatus === "suspended") {
    return { ok: false, reason: "suspended", suspension: row.suspensionReason };
  }
  if (row.frozenAt !== null) return { ok: false, reason: "frozen", freeze: { reason: row.frozenReason } };
  const actor: Actor = {
    kind: "api_key",
    userId,
    organizationId,
    role,
    scopes: Object.freeze(
      roleScopes[role].filter(
        (scope) => row.scopes.includes(scope) && (row.serviceScopes?.includes(scope) ?? true),
      ),
    ),
    isInstanceAdmin,
    loginSessionId: null,
    apiKeyId: id,
    oauthGrantId: null,
    profile,
  };
  return {
    ok: true,
    key: {
      actor: Object.freeze(actor),
      apiKeyId: id,
      expiresAtMs: row.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(row.expiresAt),
      usedAtMs: row.lastUsedAt === null ? 0 : Date.parse(row.lastUsedAt),
    },
  };
}

/** Beside the request, which does not wait for it; it only informs, so a failure is but logged. */
async function recordUse(
  { database, log }: Services,
  { actor, apiKeyId }: KnownKey,
  { address, userAgent }: Sender,
): Promise<void> {
  try {
    await database.withOrganization(actor.organizationId, (trx) =>
      trx
        .updateTable("apiKeys")
        .set({
          lastUsedAt: new Date().toISOString(),
          ...(address !== null && {
            lastUsedAddress: address,
            lastUsedAgent: userAgent?.slice(0, 512) ?? null,
          }),
        })
        .where("organizationId", "=", actor.organizationId)
        .where("id", "=", apiKeyId)
        .execute(),
    );
  } catch (error) {
    log.warn({ err: error, apiKeyId }, "The last use of an API key was not recorded");
  }
}
