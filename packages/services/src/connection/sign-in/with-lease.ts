import { setTimeout as wait } from "node:timers/promises";
import { type Credentials, UpstreamError } from "@patchops/upstream";
import { sql } from "kysely";
import type { Services } from "../../context.ts";

/** Longer than a request to a provider may take, and the end of a node that died over one. */
const leaseSeconds = 20;
const pollMs = 100;
const lockTimeoutMs = 25_000;

/**
 * Runs alone on all nodes, by a lease in the login's own row: nobody holds a database connection while the provider takes
 * its time, and a node that dies over it holds the others up for 20 s at most.
 */
export async function withLease(
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
