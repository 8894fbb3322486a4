import type { Database } from "@patchops/db";
import type { Actor, Services } from "../context.ts";
import { type FindingCache, openFindingCache } from "../finding-cache.ts";

/** Notified with a key's id when it is revoked, or the id of a user or an organization all of whose keys have to be read again. */
export const apiKeyChannel = "api_keys";

type RefusalReason = "malformed_key" | "unknown_key" | "revoked_key" | "expired_key" | "suspended" | "frozen";

export interface KnownKey {
  actor: Actor;
  apiKeyId: string;
  expiresAtMs: number;
  /** When its `lastUsedAt` was written last, as far as this node knows. */
  usedAtMs: number;
}

export interface Refused {
  ok: false;
  reason: RefusalReason;
  /** Why its person is suspended. */
  suspension?: string | null;
  /** Why its organization is frozen. */
  freeze?: { reason: string | null };
}

export type Finding = { ok: true; key: KnownKey } | Refused;

/** What one node knows of keys, by the SHA-256 of their text. */
export type ApiKeyCache = FindingCache<Finding>;

const caches = new WeakMap<Database, ApiKeyCache>();

/** The node's cache: one for a database, listening from its first use on. */
export function apiKeyCacheOf(services: Services): ApiKeyCache {
  const { database, log } = services;
  const known = caches.get(database);
  if (known !== undefined) return known;
  const opened = openCache((drop) => {
    database.listen(apiKeyChannel, drop).catch((error: unknown) => {
      log.warn({ err: error }, "No notifications about API keys; revocations take up to 3 s here");
    });
  });
  caches.set(database, opened);
  return opened;
}

/** `listen` hands in what to call with each changed id. */
export function openCache(listen: (drop: (id: string) => void) => void): ApiKeyCache {
  return openFindingCache<Finding>({
    listen,
    isAbout: (finding, id) =>
      finding.ok &&
      [finding.key.apiKeyId, finding.key.actor.userId, finding.key.actor.organizationId].includes(id),
  });
}
