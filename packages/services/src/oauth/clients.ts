import { AppError } from "@patchops/contract";
import { sql } from "kysely";
import type { Services, Visit } from "../context.ts";
import { networkOf } from "../network-of.ts";

export type OAuthClientMetadata = Record<string, unknown>;

/** Registrations of one network in an hour: an office or a class, not a flood. */
const perNetwork = 60;
const maxClients = 10_000;

/**
 * Keeps a client that registered itself. Throws `rate_limited` for a network that registers too many, and `unavailable`
 * where there is no room: then the oldest that never signed in make place first.
 */
export async function registerOAuthClient(
  visit: Visit,
  client: { id: string; metadata: OAuthClientMetadata },
): Promise<void> {
  const network = networkOf(visit.address);
  await visit.services.database.transaction(async (trx) => {
    // One registration of a network at a time, so that the count holds.
    await sql`select pg_advisory_xact_lock(hashtext(${`oauth client ${network}`}))`.execute(trx);
    const { recent } = await trx
      .selectFrom("oauthClients")
      .select(({ fn }) => fn.countAll<string>().as("recent"))
      .where("network", "=", network)
      .where("createdAt", ">", sql<string>`now() - interval '1 hour'`)
      .executeTakeFirstOrThrow();
    if (Number(recent) >= perNetwork) {
      throw new AppError("rate_limited", "Too many clients were registered from this network.", {
        retryAfterSeconds: 3_600,
      });
    }
    const { total } = await trx
      .selectFrom("oauthClients")
      .select(({ fn }) => fn.countAll<string>().as("total"))
      .executeTakeFirstOrThrow();
    if (Number(total) >= maxClients) {
      const room = await trx
        .deleteFrom("oauthClients")
        .where("id", "=", (where) =>
          where
            .selectFrom("oauthClients")
            .select("id")
            .where("lastUsedAt", "is", null)
            .where("createdAt", "<", sql<string>`now() - interval '15 minutes'`)
            .orderBy("createdAt")
            .limit(1),
        )
        .returning("id")
        .execute();
      if (room.length === 0) {
        throw new AppError("unavailable", "No further clients can be registered now.", {
          retryAfterSeconds: 900,
        });
      }
    }
    await trx
      .insertInto("oauthClients")
      .values({ id: client.id, metadata: JSON.stringify(client.metadata), network, lastUsedAt: null })
      .execute();
  });
}

export async function findOAuthClient(
  { database }: Services,
  id: string,
): Promise<OAuthClientMetadata | undefined> {
  const row = await database.transaction((trx) =>
    trx.selectFrom("oauthClients").select("metadata").where("id", "=", id).executeTakeFirst(),
  );
  return row?.metadata;
}
