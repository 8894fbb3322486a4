import { AppError, roleScopes } from "@patchops/contract";
import type { Services } from "../context.ts";
import { type GrantFinding, type KnownGrant, oauthGrantCacheOf } from "./grant-cache.ts";
import { findOAuthGrant } from "./system/find-grant.ts";

const usedEveryMs = 60_000;

/**
 * Who acts by a grant, with its scopes cut to their role; null when it was revoked, has ended, or its person may act no longer.
 * From memory where it was seen in the last 3 s, like an API key. Throws `unavailable` when the database has to be asked and
 * does not answer.
 */
export async function resolveOAuthGrant(services: Services, grantId: string): Promise<KnownGrant | null> {
  const finding = await findStandingGrant(services, grantId);
  return finding.ok ? finding.grant : null;
}

/** The same, which tells a grant whose person is suspended or whose organization is frozen from others. */
export async function findStandingGrant(services: Services, grantId: string): Promise<GrantFinding> {
  const finding = await oauthGrantCacheOf(services).get(grantId, () => read(services, grantId));
  if (!finding.ok) return finding;
  const { grant } = finding;
  const nowMs = Date.now();
  if (nowMs >= grant.expiresAtMs) return { ok: false };
  if (nowMs - grant.usedAtMs > usedEveryMs) {
    grant.usedAtMs = nowMs;
    void recordUse(services, grantId);
  }
  return finding;
}

async function read(services: Services, grantId: string): Promise<GrantFinding> {
  try {
    return await examine(services, grantId);
  } catch (cause) {
    throw new AppError("unavailable", "The sign-in could not be checked: the database did not answer.", {
      next: "Try again in a few seconds.",
      retryAfterSeconds: 2,
      cause,
    });
  }
}

async function examine({ database }: Services, grantId: string): Promise<GrantFinding> {
  const row = await findOAuthGrant(database, grantId);
  if (row === undefined || row.revokedAt !== null || row.userStatus === "deleted" || row.role === null) {
    return { ok: false };
  }
  if (row.userStatus === "suspended") return { ok: false, suspension: row.suspensionReason };
  if (row.frozenAt !== null) return { ok: false, freeze: { reason: row.frozenReason } };
  const { organizationId, userId, clientId, resource, role } = row;
  return {
    ok: true,
    grant: {
      actor: Object.freeze({
        kind: "oauth" as const,
        userId,
        organizationId,
        role,
        scopes: Object.freeze(roleScopes[role].filter((scope) => row.scopes.includes(scope))),
        // A client works for its person, never for the instance.
        isInstanceAdmin: false,
        loginSessionId: null,
        apiKeyId: null,
        oauthGrantId: row.id,
        profile: null,
      }),
      clientId,
      resource,
      expiresAtMs: Date.parse(row.expiresAt),
      usedAtMs: row.lastUsedAt === null ? 0 : Date.parse(row.lastUsedAt),
    },
  };
}

/** Beside the request, which does not wait for it; it only informs, so a failure is but logged. */
async function recordUse({ database, log }: Services, grantId: string): Promise<void> {
  try {
    await database.transaction((trx) =>
      trx
        .updateTable("oauthGrants")
        .set({ lastUsedAt: new Date().toISOString() })
        .where("id", "=", grantId)
        .execute(),
    );
  } catch (error) {
    log.warn({ err: error, grantId }, "The last use of a connected app was not recorded");
  }
}
