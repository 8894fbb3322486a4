import type { Scope } from "@patchops/contract";
import { scopes as allScopes } from "@patchops/contract";
import { type Actor, findStandingGrant, type Services } from "@patchops/services";
import { hashToken } from "@patchops/vault";
import { errors, jwtVerify } from "jose";
import type { KeyRing } from "./key-ring.ts";

type TokenFinding =
  | { ok: true; actor: Actor }
  | { ok: false; reason: "invalid_token" | "expired_token" | "revoked_token" }
  | { ok: false; reason: "suspended"; suspension: string | null }
  | { ok: false; reason: "frozen"; freeze: { reason: string | null } };

export interface AccessTokens {
  /**
   * Who a token acts for at this resource (its audience). A token is checked against its signature once and from memory from
   * then on; its grant is never older than 3 s. Throws `unavailable` when the database has to be asked and does not answer.
   */
  verify(token: string, resource: string): Promise<TokenFinding>;
  /** The grant that a token of ours is of, whether that still stands or not; null for one that has ended, and for any other text. */
  grantOf(token: string): Promise<{ grantId: string; clientId: string } | null>;
}

interface Verified {
  grantId: string;
  resource: string;
  clientId: string;
  scopes: readonly string[];
  expiresAtMs: number;
  /** The actor made from that actor of the grant. */
  cut: { from: Actor; to: Actor } | null;
}

const maxKnown = 10_000;
const maxTokenLength = 4_096;

/** Checks our own access tokens (RFC 9068) where they are used. */
export function createAccessTokens(services: Services, keyRing: KeyRing): AccessTokens {
  const { publicUrl } = services.settings;
  const known = new Map<string, Verified>();

  async function read(token: string): Promise<Verified | "invalid_token" | "expired_token"> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = kid === undefined ? null : await keyRing.find(kid);
          if (key === null) throw new errors.JWKSNoMatchingKey();
          return key;
        },
        {
          issuer: publicUrl,
          algorithms: ["ES256"],
          typ: "at+jwt",
          requiredClaims: ["exp", "sub", "aud", "client_id", "gid"],
        },
      );
      const { aud, exp, gid, scope, client_id: clientId } = payload;
      if (typeof aud !== "string" || exp === undefined) return "invalid_token";
      if (typeof gid !== "string" || typeof clientId !== "string") return "invalid_token";
      return {
        grantId: gid,
        resource: aud,
        clientId,
        scopes: typeof scope === "string" ? scope.split(" ") : [],
        expiresAtMs: exp * 1_000,
        cut: null,
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "expired_token";
      if (error instanceof errors.JOSEError) return "invalid_token";
      throw error;
    }
  }

  async function verified(token: string): Promise<Verified | "invalid_token" | "expired_token"> {
    const hash = hashToken(token);
    const before = known.get(hash);
    if (before) return before;
    const found = await read(token);
    if (typeof found === "string") return found;
    const oldest = known.size < maxKnown ? undefined : known.keys().next().value;
    if (oldest !== undefined) known.delete(oldest);
    known.set(hash, found);
    return found;
  }

  return {
    async verify(token, resource) {
      if (token.length > maxTokenLength) return { ok: false, reason: "invalid_token" };
      const found = await verified(token);
      if (typeof found === "string") return { ok: false, reason: found };
      if (found.resource !== resource) return { ok: false, reason: "invalid_token" };
      if (Date.now() >= found.expiresAtMs) {
        known.delete(hashToken(token));
        return { ok: false, reason: "expired_token" };
      }
      const standing = await findStandingGrant(services, found.grantId);
      if (!standing.ok) {
        const { suspension, freeze } = standing;
        if (freeze !== undefined) return { ok: false, reason: "frozen", freeze };
        return suspension === undefined
          ? { ok: false, reason: "revoked_token" }
          : { ok: false, reason: "suspended", suspension };
      }
      const { grant } = standing;
      if (grant.clientId !== found.clientId || grant.resource !== resource) {
        return { ok: false, reason: "revoked_token" };
      }
      if (found.cut?.from !== grant.actor) {
        found.cut = { from: grant.actor, to: cutTo(grant.actor, found.scopes) };
      }
      return { ok: true, actor: found.cut.to };
    },
    async grantOf(token) {
      const found = token.length > maxTokenLength ? "invalid_token" : await read(token);
      return typeof found === "string" ? null : found;
    },
  };
}

/** A token may be for less than its grant (RFC 6749, section 6). */
function cutTo(actor: Actor, given: readonly string[]): Actor {
  const scopes: readonly Scope[] = allScopes.filter(
    (scope) => actor.scopes.includes(scope) && given.includes(scope),
  );
  return Object.freeze({ ...actor, scopes: Object.freeze(scopes) });
}
