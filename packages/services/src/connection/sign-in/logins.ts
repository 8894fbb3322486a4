import { AppError } from "@patchops/contract";
import type { Database, Transaction } from "@patchops/db";
import type { DataKey } from "@patchops/vault";
import type { Services } from "../../context.ts";
import { findDataKey } from "../sealed.ts";

/** Whose login at which connection; `userId` null = the one that serves all members. */
export interface LoginPlace {
  organizationId: string;
  connectionId: string;
  userId: string | null;
}

/** A login as it is stored, its tokens still sealed. */
export interface StoredLogin {
  id: string;
  sealed: string;
  dataKey: DataKey | undefined;
  hint: string;
  issuer: string | null;
  scopes: string[];
  wantedScopes: string[];
  stepUps: number;
  expiresAt: string | null;
  refreshedAt: string | null;
  lostAt: string | null;
  lostReason: string | null;
  createdAt: string;
}

/** The logins that this node works with now. They are apart from the routing table, since a renewal changes nothing of it. */
export interface Logins {
  get(place: LoginPlace, options?: { isFresh: boolean }): Promise<StoredLogin | null>;
  /** Tells every node, when the transaction commits, to read it anew. */
  changed(trx: Transaction, place: LoginPlace): Promise<void>;
  /** Forgets it here at once; the notification takes its time. */
  forget(place: LoginPlace): void;
  /** Calls back after a change, on whichever node it happened. */
  onChange(place: LoginPlace, listener: () => void): () => void;
  close(): Promise<void>;
}

const channel = "login_changed";
const maxAgeMs = 5_000;
const maxLogins = 20_000;

function keyOf({ organizationId, connectionId, userId }: LoginPlace): string {
  return `${organizationId} ${connectionId} ${userId ?? ""}`;
}

export async function readLogin(
  services: Pick<Services, "vault">,
  trx: Transaction,
  { organizationId, connectionId, userId }: LoginPlace,
): Promise<StoredLogin | null> {
  const row = await trx
    .selectFrom("connectionCredentials")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("connectionId", "=", connectionId)
    .where("userId", userId === null ? "is" : "=", userId)
    .where("kind", "=", "oauth")
    .executeTakeFirst();
  if (!row) return null;
  return { ...row, dataKey: await findDataKey(services, trx, { organizationId, sealed: row.sealed }) };
}

export async function openLogins(database: Database, vault: Services["vault"]): Promise<Logins> {
  const entries = new Map<string, { loadedAtMs: number; login: Promise<StoredLogin | null> }>();
  const listeners = new Map<string, Set<() => void>>();
  const stop = await database.listen(channel, (key) => {
    entries.delete(key);
    for (const listener of listeners.get(key) ?? []) listener();
  });

  return {
    get(place, { isFresh } = { isFresh: false }) {
      const key = keyOf(place);
      const now = performance.now();
      const known = entries.get(key);
      if (known && !isFresh && now - known.loadedAtMs < maxAgeMs) return known.login;
      const login = database
        .withOrganization(place.organizationId, (trx) => readLogin({ vault }, trx, place))
        .catch((cause: unknown) => {
          throw new AppError("unavailable", "The login cannot be read: the database does not answer.", {
            sent: false,
            retryAfterSeconds: 2,
            cause,
          });
        });
      const fresh = { loadedAtMs: now, login };
      entries.delete(key);
      entries.set(key, fresh);
      const oldest = entries.size > maxLogins ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      login.catch(() => {
        if (entries.get(key) === fresh) entries.delete(key);
      });
      return login;
    },
    changed: (trx, place) => database.notify(trx, channel, keyOf(place)),
    forget(place) {
      entries.delete(keyOf(place));
    },
    onChange(place, listener) {
      const key = keyOf(place);
      const known = listeners.get(key) ?? new Set();
      listeners.set(key, known.add(listener));
      return () => {
        known.delete(listener);
        if (known.size === 0) listeners.delete(key);
      };
    },
    async close() {
      await stop();
      entries.clear();
      listeners.clear();
    },
  };
}
