import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** One change of an organization's names at a time: what was looked up stays so until the end of the transaction. */
export async function lockNames(trx: Transaction, organizationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`snippets ${organizationId}`}, 0))`.execute(trx);
}
