import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { addTotals } from "../../system/add-totals.ts";
import type { BatchTotals } from "../../totals-of.ts";

/** Adds what was missing and takes off what was too much, while others go on adding; a group that nothing is left of goes. */
export async function mendTotals(trx: Transaction, differences: BatchTotals): Promise<void> {
  const parts = addTotals(differences);
  if (parts.length === 0) return;
  await sql`with ${sql.join(parts)} select 1`.execute(trx);
  const { hours, days, dayKeys } = differences;
  const organizationIds = [...new Set([...hours, ...days, ...dayKeys].map(({ key }) => key[0] ?? ""))];
  for (const table of ["usageHours", "usageDays", "usageDayKeys"] as const) {
    let empty = trx
      .deleteFrom(table)
      .where("organizationId", "in", organizationIds)
      .where("calls", "=", 0)
      .where("failures", "=", 0);
    if (table === "usageHours") empty = empty.where(sql<boolean>`executions = 0`);
    if (organizationIds.length > 0) await empty.execute();
  }
}
