import type { Context } from "../context.ts";
import { quantileMs } from "./histogram.ts";
import { dayMs, isoTime } from "./range.ts";
import { addCell, newTally } from "./tally.ts";

export interface CallCounts {
  calls: number;
  failures: number;
  p95Ms: number | null;
}

/** A tool's last 30 days, today included, from rollups. For verbs that have checked their own scope. */
export async function toolUsage(
  context: Context,
  { connectionId, tool }: { connectionId: string; tool: string },
): Promise<CallCounts> {
  const { services, actor } = context;
  const rows = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("usageDays")
      .select(["calls", "failures", "latency"])
      .where("organizationId", "=", actor.organizationId)
      .where("connectionId", "=", connectionId)
      .where("tool", "=", tool)
      .where("day", ">", isoTime(Date.now() - 30 * dayMs).slice(0, 10))
      .execute(),
  );
  const tally = newTally();
  for (const row of rows) addCell(tally, { ...row, at: null, key: "", label: "" });
  return { calls: tally.calls, failures: tally.failures, p95Ms: quantileMs(tally.latency, 0.95) };
}
