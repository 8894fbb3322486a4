import { type UsageRange, type UsageSummary, usageRange } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { countExecutions } from "./count-executions.ts";
import { isoTime, readRange } from "./range.ts";
import { presentTally, tallyByKey } from "./tally.ts";
import { readUsageCells } from "./usage-cells.ts";

/** Calls, failures and runs of a range, and calls by tool. Counts are exact, this node's last call included; latencies are within 10 %. */
export async function summarise(context: Context, rawInput: UsageRange): Promise<UsageSummary> {
  requireScope(context, "usage:read");
  const nowMs = Date.now();
  const range = readRange(usageRange.parse(rawInput), nowMs);
  const { services, actor } = context;
  await services.meter.flush();
  const query = { organizationId: actor.organizationId, range, filters: {}, nowMs };
  const { cells, executions } = await services.database.withOrganization(
    actor.organizationId,
    async (trx) => ({
      cells: await readUsageCells(trx, { ...query, groupBy: "tool", interval: null }),
      executions: await countExecutions(trx, query),
    }),
  );
  const tools = tallyByKey(cells);
  return {
    from: isoTime(range.fromMs),
    to: isoTime(range.toMs),
    calls: tools.reduce((sum, [, tally]) => sum + tally.calls, 0),
    failures: tools.reduce((sum, [, tally]) => sum + tally.failures, 0),
    executions,
    byTool: tools.map(([key, tally]) => {
      const dot = key.indexOf(".");
      const { calls, failures, p50Ms, p95Ms } = presentTally(tally);
      return {
        connection: dot < 0 ? key : key.slice(0, dot),
        tool: dot < 0 ? key : key.slice(dot + 1),
        calls,
        failures,
        p50Ms,
        p95Ms,
      };
    }),
  };
}
