import type { Database } from "@patchops/db";
import type { Actor, Services } from "../context.ts";

/** Notified with a key's id when it is revoked, or a user's id when all of theirs have to be read again. */
export const apiKeyChannel = "api_keys";

export type RefusalReason = "malformed_key" | "unknown_key" | "revoked_key" | "expired_key";

export interface KnownKey {
  actor: Actor;
  apiKeyId: string;
  expiresAtMs: number;
  /** When its `lastUsedAt` was written last, as far as this node knows. */
  usedAtMs: number;
}

export type Finding = { ok: true; key: KnownKey } | { ok: false; reason: RefusalReason };

interface Entry {
  finding: Finding;
  /** Monotonic; taken before the database was asked. */
  readAtMs: number;
}

const maxKnown = 10_000;
const maxRefused = 1_000;
/** A finding is used for this long when every notification is lost. */
const knownForMs = 3_000;
const refusedForMs = 1_000;
/** One that is still used is read again this early, so that nobody waits for it. */
const refreshAfterMs = 1_500;

/** What one node knows of keys, by the SHA-256 of their text. */
export interface ApiKeyCache {
  /** The finding from memory, or `read` once for all who ask at the same moment. Rejects when the reading does. */
  get(hash: string, read: () => Promise<Finding>): Finding | Promise<Finding>;
}

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
  const accepted = new Map<string, Entry>();
  const refused = new Map<string, Entry>();
  const reading = new Map<string, Promise<Finding>>();
  let drops = 0;

  listen((id) => {
    drops++;
    for (const [hash, { finding }] of accepted) {
      if (finding.ok && (finding.key.apiKeyId === id || finding.key.actor.userId === id))
        accepted.delete(hash);
    }
  });

  async function readNow(hash: string, read: () => Promise<Finding>): Promise<Finding> {
    const entry = { readAtMs: performance.now(), dropsBefore: drops };
    const finding = await read();
    // What was read while a change was announced may be from before the change: it is answered, not kept.
    if (entry.dropsBefore !== drops) return finding;
    const [entries, max] = finding.ok ? [accepted, maxKnown] : [refused, maxRefused];
    accepted.delete(hash);
    const oldest = entries.size < max ? undefined : entries.keys().next().value;
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(hash, { finding, readAtMs: entry.readAtMs });
    return finding;
  }

  function readOnce(hash: string, read: () => Promise<Finding>): Promise<Finding> {
    let promise = reading.get(hash);
    if (promise === undefined) {
      promise = readNow(hash, read).finally(() => reading.delete(hash));
      reading.set(hash, promise);
    }
    return promise;
  }

  return {
    get(hash, read) {
      const nowMs = performance.now();
      const entry = accepted.get(hash);
      if (entry !== undefined) {
        const ageMs = nowMs - entry.readAtMs;
        if (ageMs < refreshAfterMs) return entry.finding;
        if (ageMs < knownForMs) {
          // Whoever comes when the time is over asks again and hears of the failure.
          readOnce(hash, read).catch(() => undefined);
          return entry.finding;
        }
        return readOnce(hash, read);
      }
      const refusal = refused.get(hash);
      if (refusal !== undefined && nowMs - refusal.readAtMs < refusedForMs) return refusal.finding;
      return readOnce(hash, read);
    },
  };
}
