import { type UsageReport, type UsageReportInput, usageReportInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { dayMs, hourMs, isoTime, type Range, readRange } from "./range.ts";
import type { UsageCell } from "./reader/usage-cell.ts";
import { addCell, newTally, presentTally, type Tally, tallyByKey } from "./tally.ts";

const topKeys = 5;
const otherKey = "other";
const maxHours = 31 * 24;
const maxBreakdown = 500;

/** All that the usage page draws: totals, a series without gaps, a breakdown against the range of the same length before. */
export async function usageReport(context: Context, rawInput: UsageReportInput): Promise<UsageReport> {
  requireAccess(context, "usage.report");
  const { groupBy, interval: wanted, from, to, ...filters } = usageReportInput.parse(rawInput);
  const nowMs = Date.now();
  const range = readRange({ from, to }, nowMs);
  const interval = chooseInterval(range, wanted);
  const before = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.meter.flush();
  const query = { organizationId, filters, groupBy, nowMs };
  const [cells, previousCells, executions, previousExecutions] = await Promise.all([
    services.usage.cells({ ...query, range, interval }),
    services.usage.cells({ ...query, range: before, interval: null }),
    services.usage.executions({ ...query, range }),
    services.usage.executions({ ...query, range: before }),
  ]);

  const keys = tallyByKey(cells);
  const total = newTally();
  for (const cell of cells) addCell(total, cell);
  const previous = new Map(tallyByKey(previousCells));
  const previousTotal = newTally();
  for (const cell of previousCells) addCell(previousTotal, cell);
  return {
    from: isoTime(range.fromMs),
    to: isoTime(range.toMs),
    interval,
    totals: { ...presentTally(total), executions },
    previous: {
      calls: previousTotal.calls,
      failures: previousTotal.failures,
      executions: previousExecutions,
    },
    series: seriesOf(cells, {
      range,
      interval,
      top: new Set(keys.slice(0, topKeys).map(([key]) => key)),
    }),
    breakdown: keys.slice(0, maxBreakdown).map(([key, tally]) => ({
      key,
      label: tally.label,
      ...presentTally(tally),
      previousCalls: previous.get(key)?.calls ?? 0,
    })),
  };
}

/** Hours for up to two days, unless asked for otherwise; never more points than a month of hours. */
function chooseInterval({ fromMs, toMs }: Range, wanted: "hour" | "day" | undefined): "hour" | "day" {
  const hours = (toMs - fromMs) / hourMs;
  if (hours > maxHours) return "day";
  return wanted ?? (hours <= 48 ? "hour" : "day");
}

function seriesOf(
  cells: readonly UsageCell[],
  { range, interval, top }: { range: Range; interval: "hour" | "day"; top: ReadonlySet<string> },
): UsageReport["series"] {
  const stepMs = interval === "hour" ? hourMs : dayMs;
  const points = new Map<string, { tally: Tally; groups: Record<string, number> }>();
  for (let atMs = Math.floor(range.fromMs / stepMs) * stepMs; atMs < range.toMs; atMs += stepMs) {
    points.set(isoTime(atMs), { tally: newTally(), groups: {} });
  }
  for (const cell of cells) {
    const point = points.get(cell.at ?? "");
    if (!point) continue;
    addCell(point.tally, cell);
    const group = top.has(cell.key) ? cell.key : otherKey;
    point.groups[group] = (point.groups[group] ?? 0) + cell.calls;
  }
  return Array.from(points, ([at, { tally, groups }]) => ({ at, groups, ...presentTally(tally) }));
}
