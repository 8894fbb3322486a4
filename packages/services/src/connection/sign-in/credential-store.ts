import type { CredentialStore, Credentials, OAuthLogin } from "@patchops/upstream";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { withPatience } from "../../with-patience.ts";
import { openCredential } from "../credential.ts";
import { sealValue } from "../sealed.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { loginPlace } from "./login-place.ts";
import type { LoginPlace } from "./logins.ts";
import { loseLogin } from "./lose-login.ts";
import { loginSeal, openLogin } from "./open-login.ts";
import { loginFacts } from "./store-login.ts";
import { withLease } from "./with-lease.ts";

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
  /** Whose row each credential is that was read here: a later sign-in has another. */
  const rows = new WeakMap<Credentials, { id: string; place: LoginPlace }>();

  async function readLogin(place: LoginPlace, isFresh: boolean): Promise<Credentials | null> {
    const stored = await services.logins.get(place, { isFresh });
    if (!stored || stored.lostAt !== null) return null;
    const { url, login } = openLogin(services, organizationId, stored);
    if (url !== dialled.url) return null;
    const credentials = { headers: bearer(login), login };
    rows.set(credentials, { id: stored.id, place });
    return credentials;
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
      return readLogin(loginPlace(organizationId, connection, ownerId), isFresh);
    },
    async save(of, login) {
      const row = rows.get(of);
      if (!row) return null;
      const { id, place } = row;
      // Rotated tokens are nowhere else: the provider takes the old ones for stolen.
      const isKept = await withPatience(() =>
        services.database.withOrganization(organizationId, async (trx) => {
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
        }),
      );
      services.logins.forget(place);
      if (isKept) return { headers: bearer(login), login };
      // Signed out or in anew meanwhile: the new tokens are nobody's, and go back.
      await services.upstreams.oauth.revoke(login).catch(() => undefined);
      return null;
    },
    async lose(of, reason, providerCode) {
      const row = rows.get(of);
      if (row) await loseLogin(services, { ...row, connection: dialled, reason, providerCode });
    },
    async withRefreshLock(of, run, { isUrgent }) {
      const id = rows.get(of)?.id;
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
