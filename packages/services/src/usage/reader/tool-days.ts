import type { Transaction } from "@patchops/db";
import { quantileMs } from "../histogram.ts";
import { addCell, newTally } from "../tally.ts";

export interface ToolDaysQuery {
  organizationId: string;
  connectionId: string;
  /** Original name. */
  tool: string;
  /** The first day, `YYYY-MM-DD`, UTC. */
  from: string;
}

export interface CallCounts {
  calls: number;
  failures: number;
  p95Ms: number | null;
}

export async function readToolDays(trx: Transaction, query: ToolDaysQuery): Promise<CallCounts> {
  const rows = await trx
    .selectFrom("usageDays")
    .select(["calls", "failures", "latency"])
    .where("organizationId", "=", query.organizationId)
    .where("connectionId", "=", query.connectionId)
    .where("tool", "=", query.tool)
    .where("day", ">=", query.from)
    .execute();
  const tally = newTally();
  for (const row of rows) addCell(tally, row);
  return { calls: tally.calls, failures: tally.failures, p95Ms: quantileMs(tally.latency, 0.95) };
}
