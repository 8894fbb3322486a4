import { sql } from "kysely";
import type { Transaction } from "../database.ts";

/** Takes every table of ours away, and the queue's schema, which is made anew at a start. Tables of others stay. */
export async function clearDatabase(db: Transaction, tables: readonly string[]): Promise<void> {
  const names = [...tables, "kysely_migration", "kysely_migration_lock"];
  await sql`
    drop table if exists ${sql.join(names.map((name) => sql.id("public", name)))} cascade;
    drop schema if exists pgboss cascade;
  `.execute(db);
}
