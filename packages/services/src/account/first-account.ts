import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

export interface Ownership {
  hasAccounts: boolean;
  hasAdmin: boolean;
}

/** Whether the instance has accounts, and one that owns it. */
export async function readOwnership(trx: Transaction): Promise<Ownership> {
  return trx
    .selectNoFrom(({ exists, selectFrom }) => [
      exists(selectFrom("users").select("id")).as("hasAccounts"),
      exists(selectFrom("users").select("id").where("isInstanceAdmin", "=", true)).as("hasAdmin"),
    ])
    .$castTo<Ownership>()
    .executeTakeFirstOrThrow();
}

/** The same, with no other sign-up between this answer and the end of the transaction while nobody owns the instance. */
export async function readOwnershipLocked(trx: Transaction): Promise<Ownership> {
  const seen = await readOwnership(trx);
  if (seen.hasAdmin) return seen;
  await sql`select pg_advisory_xact_lock(hashtextextended('patchops first account', 0))`.execute(trx);
  return readOwnership(trx);
}
