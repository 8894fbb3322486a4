import type { Database } from "@patchops/db";
import type { Actor, Services } from "../context.ts";
import { type FindingCache, openFindingCache } from "../finding-cache.ts";

/** Notified with a grant's id when it ends, or the id of a user or an organization all of whose grants have to be read again. */
export const oauthGrantChannel = "oauth_grants";

export interface KnownGrant {
  actor: Actor;
  /** Whom the person allowed, and for which endpoint. */
  clientId: string;
  resource: string;
  expiresAtMs: number;
  /** When its `lastUsedAt` was written last, as far as this node knows. */
  usedAtMs: number;
}

/** `suspension`: why its person is suspended, `freeze`: why its organization is frozen; it stands only for the time after. */
export type GrantFinding =
  | { ok: true; grant: KnownGrant }
  | { ok: false; suspension?: string | null; freeze?: { reason: string | null } };

const caches = new WeakMap<Database, FindingCache<GrantFinding>>();

/** The node's cache of grants by their id: one for a database, listening from its first use on. */
export function oauthGrantCacheOf({ database, log }: Services): FindingCache<GrantFinding> {
  const known = caches.get(database);
  if (known !== undefined) return known;
  const opened = openFindingCache<GrantFinding>({
    listen: (drop) => {
      database.listen(oauthGrantChannel, drop).catch((error: unknown) => {
        log.warn({ err: error }, "No notifications about connected apps; revocations take up to 3 s here");
      });
    },
    isAbout: (finding, id) =>
      finding.ok &&
      [
        finding.grant.actor.oauthGrantId,
        finding.grant.actor.userId,
        finding.grant.actor.organizationId,
      ].includes(id),
  });
  caches.set(database, opened);
  return opened;
}
