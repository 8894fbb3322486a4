import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { countDeleted } from "./report.ts";

const batchSize = 5_000;

interface Rows {
  deletionId: string;
  table: string;
  /** Of a partitioned table. */
  key?: readonly string[] | null;
  column: string;
  value: string;
}

/** Deletes a table's rows with a value, some at a time so that nobody waits for them, and counts them. A system file. */
export async function dropRows(
  database: Database,
  { deletionId, table, key = null, column, value }: Rows,
): Promise<void> {
  const target = sql.table(table);
  const isTheirs = sql`${sql.ref(column)} = ${value}`;
  const keys = sql.join((key ?? []).map((name) => sql.ref(name)));
  const batch =
    key === null
      ? sql`ctid = any (array(select ctid from ${target} where ${isTheirs} limit ${batchSize}))`
      : sql`(${keys}) in (select ${keys} from ${target} where ${isTheirs} limit ${batchSize})`;
  for (;;) {
    const rows = await database.system.transaction().execute(async (trx) => {
      const { numAffectedRows = 0n } = await sql`
        delete from ${target} where ${batch} and ${isTheirs}
      `.execute(trx);
      await countDeleted(trx, deletionId, { table, rows: Number(numAffectedRows) });
      return Number(numAffectedRows);
    });
    if (rows < batchSize) return;
  }
}
