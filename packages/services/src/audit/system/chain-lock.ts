import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** Only who holds it changes an organization's chain; the verbs that write entries never wait for it. */
export async function lockChain(trx: Transaction, organizationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit chain ${organizationId}`}, 0))`.execute(
    trx,
  );
}
