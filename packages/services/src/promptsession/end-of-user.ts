import type { Database, Transaction } from "@patchops/db";
import { sql } from "kysely";
import { endSignal } from "./signal.ts";

/** Ends the open sessions of somebody's clients, inside the transaction that takes them out of the organization. */
export async function endPromptSessionsOfUser(
  database: Database,
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<void> {
  const ended = await trx
    .updateTable("promptSessions")
    .set({ endedAt: sql`now()` })
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .where("endedAt", "is", null)
    .returning("id")
    .execute();
  for (const session of ended) await database.notify(trx, ...endSignal(session));
}
