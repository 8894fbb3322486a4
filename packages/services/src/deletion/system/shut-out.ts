import type { Database, Transaction } from "@patchops/db";
import { modernVersion } from "@patchops/protocol";
import { sql } from "kysely";
import { apiKeyChannel } from "../../apikey/index.ts";
import { oauthGrantChannel } from "../../oauth/index.ts";
import { endSignal } from "../../promptsession/index.ts";

/**
 * Ends a person's logins and clients' sessions everywhere, and has every node look at their keys and apps again. A system file: their
 * organizations are many.
 */
export async function shutOut(database: Database, trx: Transaction, userId: string): Promise<void> {
  await trx.deleteFrom("loginSessions").where("userId", "=", userId).execute();
  const sessions = await trx
    .updateTable("promptSessions")
    .set({ endedAt: sql<string>`now()` })
    .where("userId", "=", userId)
    .where("endedAt", "is", null)
    // Who comes without a session of their own is refused by key or login; that visit goes on when they may come again.
    .where("protocolVersion", "!=", modernVersion)
    .returning("id")
    .execute();
  for (const session of sessions) await database.notify(trx, ...endSignal(session));
  await database.notify(trx, apiKeyChannel, userId);
  await database.notify(trx, oauthGrantChannel, userId);
}
