import type { CallFilters } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { hourMs, isoTime, type Range, splitRange } from "../range.ts";
import { callConditions } from "./call-conditions.ts";

export interface ExecutionsQuery {
  organizationId: string;
  range: Range;
  filters: CallFilters;
  nowMs: number;
}

/** Runs begun in a range: whole hours from rollups when there is no filter, all else from events. */
export async function countExecutions(trx: Transaction, query: ExecutionsQuery): Promise<number> {
  const { organizationId, range, filters, nowMs } = query;
  const isFiltered = Object.values(filters).some((value) => value !== undefined && value !== false);
  const { whole, edges } = isFiltered
    ? { whole: null, edges: [range] }
    : splitRange(range, { unitMs: hourMs, nowMs });
  let total = 0;
  if (whole) {
    const row = await trx
      .selectFrom("usageHours")
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("executions"), eb.lit(0)).as("executions"))
      .where("organizationId", "=", organizationId)
      .where("hour", ">=", isoTime(whole.fromMs))
      .where("hour", "<", isoTime(whole.toMs))
      .executeTakeFirst();
    total += row?.executions ?? 0;
  }
  for (const edge of edges) {
    const times = { from: isoTime(edge.fromMs), to: isoTime(edge.toMs) };
    const { rows } = await sql<{ executions: number }>`
      select count(*) as executions from usage_events as e
      where e.kind = 'execution' and ${callConditions(organizationId, { ...filters, ...times })}
    `.execute(trx);
    total += rows[0]?.executions ?? 0;
  }
  return total;
}
