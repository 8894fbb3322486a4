import { sql } from "kysely";
import type { Transaction } from "../database.ts";

/** Lets the numbers that the tables' own sequences give go on after the highest that is there. */
export async function setSequences(db: Transaction, tables: readonly string[]): Promise<void> {
  const { rows } = await sql<{ table: string; column: string; sequence: string }>`
    select * from (
      select t.relname as "table", a.attname as "column",
        pg_get_serial_sequence(format('public.%I', t.relname), a.attname) as sequence
      from pg_class as t
      join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      where t.relnamespace = 'public'::regnamespace and t.relname = any(${tables})
    ) as columns where sequence is not null
  `.execute(db);
  for (const { table, column, sequence } of rows) {
    await sql`
      select setval(${sequence}::regclass, coalesce(max(${sql.id(column)}), 0) + 1, false)
      from ${sql.id("public", table)}
    `.execute(db);
  }
}
