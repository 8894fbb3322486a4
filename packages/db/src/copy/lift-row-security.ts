import { sql } from "kysely";
import type { Transaction } from "../database.ts";

/**
 * Lets the owner write past row-level security, which is forced on them too, and keeps triggers from changing what is
 * written. Answers the function that puts both back. Only inside a transaction that holds the tables for itself.
 */
export async function liftRowSecurity(
  db: Transaction,
  tables: readonly string[],
): Promise<() => Promise<void>> {
  const { rows } = await sql<{ name: string; isForced: boolean }>`
    select relname as name, relforcerowsecurity as "isForced" from pg_class
    where relnamespace = 'public'::regnamespace and relname = any(${tables})
  `.execute(db);
  for (const { name } of rows) {
    await sql`alter table ${sql.id("public", name)} no force row level security, disable trigger user`.execute(
      db,
    );
  }
  return async () => {
    for (const { name, isForced } of rows) {
      const force = sql.raw(isForced ? "force row level security," : "");
      await sql`alter table ${sql.id("public", name)} ${force} enable trigger user`.execute(db);
    }
  };
}
