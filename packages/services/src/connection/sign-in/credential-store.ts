import { setTimeout as wait } from "node:timers/promises";
import type { CredentialStore, Credentials, OAuthLogin } from "@patchops/upstream";
import { UpstreamError } from "@patchops/upstream";
import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { openCredential } from "../credential.ts";
import { sealValue } from "../sealed.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { loginPlace } from "./login-place.ts";
import type { LoginPlace, StoredLogin } from "./logins.ts";
import { loginSeal, openLogin } from "./open-login.ts";
import { loginFacts } from "./store-login.ts";

/** Longer than a request to a provider may take, and the end of a node that died over one. */
const leaseSeconds = 20;
const pollMs = 100;
const lockTimeoutMs = 25_000;

/** After a renewal that failed, none is begun for so long by who can do without. */
const restMs = 10_000;

/** Renewals of this node by the login's id: those under way, and when the last one failed. */
interface Renewals {
  underway: Map<string, Promise<Credentials | null>>;
  failedMs: Map<string, number>;
}
const renewals = new WeakMap<Services, Renewals>();

function bearer({ accessToken }: OAuthLogin): Record<string, string> {
  return { authorization: `Bearer ${accessToken}` };
}

/**
 * The port through which `upstream` reads a connection's credential at each request: always the present one, since a session
 * outlives the snapshot it was opened from. A session whose address was changed meanwhile gets none, and neither does a
 * person who has not signed in get anybody else's.
 */
export function credentialStore(
  services: Services,
  dial: { organizationId: string; connection: ConnectionSnapshot; ownerId: string },
): CredentialStore {
  const { organizationId, connection: dialled, ownerId } = dial;
  let place: LoginPlace = loginPlace(organizationId, dialled, ownerId);
  let stored: StoredLogin | null = null;

  async function readLogin(isFresh: boolean): Promise<Credentials | null> {
    stored = await services.logins.get(place, { isFresh });
    if (!stored || stored.lostAt !== null) return null;
    const { url, login } = openLogin(services, organizationId, stored);
    return url === dialled.url ? { headers: bearer(login), login } : null;
  }

  return {
    async read({ isFresh } = { isFresh: false }) {
      const snapshot = await services.snapshots.get(organizationId);
      const connection = snapshot.connectionsById.get(dialled.id);
      if (!connection || connection.url !== dialled.url) return null;
      const secret = openCredential(services, snapshot, connection);
      if (secret?.kind === "bearer") return { headers: { authorization: `Bearer ${secret.token}` } };
      if (secret?.kind === "headers") return { headers: secret.headers };
      if (secret || connection.signIn === null) return null;
      place = loginPlace(organizationId, connection, ownerId);
      return readLogin(isFresh);
    },
    async save(login) {
      const id = stored?.id;
      if (id === undefined) return null;
      const isKept = await services.database.withOrganization(organizationId, async (trx) => {
        const value = { url: dialled.url, login };
        const sealed = await sealValue(services, trx, { place: loginSeal(organizationId, id), value });
        const { numUpdatedRows } = await trx
          .updateTable("connectionCredentials")
          .set({ sealed, ...loginFacts(login), refreshedAt: sql`now()`, updatedAt: sql`now()` })
          .where("organizationId", "=", organizationId)
          .where("id", "=", id)
          .executeTakeFirst();
        await services.logins.changed(trx, place);
        return numUpdatedRows > 0n;
      });
      services.logins.forget(place);
      // Signed out meanwhile: the new tokens are nobody's, and go back.
      if (!isKept) await services.upstreams.oauth.revoke(login).catch(() => undefined);
      return isKept ? { headers: bearer(login), login } : null;
    },
    async lose(reason, providerCode) {
      const id = stored?.id;
      if (id === undefined) return;
      await loseLogin(services, { place, id, connection: dialled, reason, providerCode });
    },
    async withRefreshLock(run, { isUrgent }) {
      const id = stored?.id;
      if (id === undefined) return run();
      const { underway, failedMs } = renewals.get(services) ?? { underway: new Map(), failedMs: new Map() };
      renewals.set(services, { underway, failedMs });
      const known = underway.get(id);
      if (known) return known;
      const isResting = performance.now() < (failedMs.get(id) ?? Number.NEGATIVE_INFINITY) + restMs;
      if (!isUrgent && isResting) return null;
      const started = withLease(services, { organizationId, id }, run).finally(() => underway.delete(id));
      underway.set(id, started);
      started.then(
        () => failedMs.delete(id),
        () => failedMs.set(id, performance.now()),
      );
      return started;
    },
  };
}

/**
 * Runs alone on all nodes, by a lease in the login's own row: nobody holds a database connection while the provider takes
 * its time, and a node that dies over it holds the others up for 20 s at most.
 */
async function withLease(
  services: Services,
  { organizationId, id }: { organizationId: string; id: string },
  run: () => Promise<Credentials | null>,
): Promise<Credentials | null> {
  const { database } = services;
  const untilMs = performance.now() + lockTimeoutMs;
  const take = () =>
    database.withOrganization(organizationId, async (trx) => {
      const row = await trx
        .updateTable("connectionCredentials")
        .set({ refreshUntil: sql<string>`now() + ${leaseSeconds} * interval '1 second'` })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .where((eb) => eb.or([eb("refreshUntil", "is", null), eb("refreshUntil", "<", sql<string>`now()`)]))
        .returning("refreshUntil")
        .executeTakeFirst();
      if (row) return row.refreshUntil;
      const exists = await trx
        .selectFrom("connectionCredentials")
        .select("id")
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .executeTakeFirst();
      return exists ? null : undefined;
    });
  let lease = await take();
  while (lease === null) {
    if (performance.now() > untilMs) {
      throw new UpstreamError("unavailable", "The login is being renewed, which takes too long.", {
        sent: false,
        retryable: true,
      });
    }
    await wait(pollMs);
    lease = await take();
  }
  try {
    // Undefined: signed out meanwhile; who reads it finds nothing.
    return await run();
  } finally {
    if (lease !== undefined) {
      await database.withOrganization(organizationId, (trx) =>
        trx
          .updateTable("connectionCredentials")
          .set({ refreshUntil: null })
          .where("organizationId", "=", organizationId)
          .where("id", "=", id)
          .where("refreshUntil", "=", lease)
          .execute(),
      );
    }
  }
}

/** The one notice of a lost login: its mark, the connection's status and an audit entry, in one transaction. */
async function loseLogin(
  services: Services,
  lost: {
    place: LoginPlace;
    id: string;
    connection: ConnectionSnapshot;
    reason: string;
    providerCode: string | undefined;
  },
): Promise<void> {
  const { place, id, connection, reason, providerCode } = lost;
  const { organizationId, connectionId, userId } = place;
  await services.snapshots.change(
    organizationId,
    async (trx) => {
      const row = await trx
        .updateTable("connectionCredentials")
        .set({ lostAt: sql<string>`now()`, lostReason: reason })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .where("lostAt", "is", null)
        .returning("issuer")
        .executeTakeFirst();
      if (!row) return false;
      if (providerCode === "invalid_client") {
        // The provider has forgotten our registration: the next sign-in makes a new one.
        await trx
          .deleteFrom("connectionClients")
          .where("organizationId", "=", organizationId)
          .where("connectionId", "=", connectionId)
          .where("kind", "=", "registered")
          .execute();
      }
      await trx
        .updateTable("connections")
        .set({
          status: "needs_sign_in",
          statusReason: JSON.stringify({ code: "login_lost", message: reason }),
          statusAt: sql<string>`now()`,
        })
        .where("organizationId", "=", organizationId)
        .where("id", "=", connectionId)
        .where("status", "<>", "paused")
        // Of several people's logins the one that was examined with decides; the others show on their own pages.
        .where((eb) => (userId === null ? eb.lit(true) : eb("createdBy", "=", userId)))
        .execute();
      await recordAudit(
        trx,
        { organizationId, kind: "system", id: null, address: null, requestId: null },
        {
          action: "connection.login_lost",
          targetKind: "connection",
          targetId: connectionId,
          data: {
            slug: connection.slug,
            userId,
            issuer: row.issuer,
            reason,
            ...(providerCode === undefined ? {} : { providerCode }),
          },
        },
      );
      await services.logins.changed(trx, place);
      return true;
    },
    (isChanged) => isChanged,
  );
  services.logins.forget(place);
  services.log.warn({ connectionId, userId, reason }, "a login at a provider was lost");
}
