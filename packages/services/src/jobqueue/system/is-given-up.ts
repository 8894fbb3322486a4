import type { JobRef } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** Whether a job was tried in vain as often as it may be. A system file: jobs are of no organization. */
export async function isGivenUp({ system }: Database, { name, id }: JobRef): Promise<boolean> {
  const { rows } = await sql`
    select from pgboss.job where name = ${name} and id = ${id} and state = 'failed'
  `.execute(system);
  return rows.length > 0;
}
