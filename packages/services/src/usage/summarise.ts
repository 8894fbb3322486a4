import { clock, type UsageRange, type UsageSummary, usageRange } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { isoTime, readRange } from "./range.ts";
import { unknownKey } from "./reader/unknown-key.ts";
import { unnamedRest } from "./reader/unknown-tools.ts";
import { presentTally, type Tally, tallyByKey } from "./tally.ts";

/**
 * Calls, failures and runs of a range, and calls by tool; of those that named no tool of ours, what was asked for. Counts are
 * exact, this node's last call included; latencies are within 10 %.
 */
export async function summarise(context: Context, rawInput: UsageRange): Promise<UsageSummary> {
  requireAccess(context, "usage.summary");
  const nowMs = clock.nowMs();
  const range = readRange(usageRange.parse(rawInput), nowMs);
  const { services, actor } = context;
  await services.meter.flush();
  const query = { organizationId: actor.organizationId, range, filters: {}, nowMs };
  const [cells, executions, asked] = await Promise.all([
    services.usage.cells({ ...query, groupBy: "tool", interval: null }),
    services.usage.executions(query),
    services.usage.unknownTools(query),
  ]);
  const tools = tallyByKey(cells);
  const rows = tools.flatMap(([key, tally]) =>
    key === unknownKey ? unknownRows(tally, asked) : [{ ...splitKey(key), tally }],
  );
  return {
    from: isoTime(range.fromMs),
    to: isoTime(range.toMs),
    calls: tools.reduce((sum, [, tally]) => sum + tally.calls, 0),
    failures: tools.reduce((sum, [, tally]) => sum + tally.failures, 0),
    executions,
    byTool: rows.map(({ connection, tool, tally }) => {
      const { calls, failures, p50Ms, p95Ms } = presentTally(tally);
      return { connection, tool, calls, failures, p50Ms, p95Ms };
    }),
  };
}

function splitKey(key: string): { connection: string; tool: string } {
  const dot = key.indexOf(".");
  return { connection: dot < 0 ? key : key.slice(0, dot), tool: dot < 0 ? key : key.slice(dot + 1) };
}

function unknownRows(all: Tally, asked: ReadonlyMap<string, Tally>) {
  const named = [...asked].sort(([, a], [, b]) => b.calls - a.calls);
  const rest = unnamedRest(all, asked.values());
  return [...named, ...(rest ? [[unknownKey, rest] as const] : [])].map(([tool, tally]) => ({
    connection: unknownKey,
    tool,
    tally,
  }));
}
