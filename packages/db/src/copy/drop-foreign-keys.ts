import { sql } from "kysely";
import type { Transaction } from "../database.ts";

interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/** Drops the foreign keys, so that tables can be filled in any order. Answers the function that adds them again, which checks every row. */
export async function dropForeignKeys(
  db: Transaction,
  tables: readonly string[],
): Promise<() => Promise<void>> {
  const { rows } = await sql<ForeignKey>`
    select t.relname as "table", c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint as c join pg_class as t on t.oid = c.conrelid
    where c.contype = 'f' and c.conparentid = 0
      and t.relnamespace = 'public'::regnamespace and t.relname = any(${tables})
  `.execute(db);
  for (const { table, name } of rows) {
    await sql`alter table ${sql.id("public", table)} drop constraint ${sql.id(name)}`.execute(db);
  }
  return async () => {
    for (const { table, name, definition } of rows) {
      await sql`
        alter table ${sql.id("public", table)} add constraint ${sql.id(name)} ${sql.raw(definition)}
      `.execute(db);
    }
  };
}
