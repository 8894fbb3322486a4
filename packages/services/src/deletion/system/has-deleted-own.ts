import type { Database } from "@patchops/db";
import { sql } from "kysely";

/**
 * Whether an organization that somebody owned is deleted, or is to be: their account is still there, and they decide over it. A system
 * file: they are a member of none of them now.
 */
export async function hasDeletedOwn(database: Database, userId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from closed_memberships where user_id = ${userId} and role = 'owner')
      or exists (select from deletions where asked_by = ${userId} and subject = 'organization' and state <> 'cancelled')
      as found
  `.execute(database.system);
  return rows[0]?.found === true;
}
