import { clock, type UsageReport, type UsageReportInput, usageReportInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { comparedRanges } from "./compared-ranges.ts";
import { isoTime } from "./range.ts";
import type { UsageCell } from "./reader/usage-cell.ts";
import { addCell, newTally, presentTally, type Tally, tallyByKey } from "./tally.ts";

const topKeys = 5;
const otherKey = "other";
const maxBreakdown = 500;

/** All that the usage page draws: totals, a series without gaps, a breakdown, each against the range of the same length before. */
export async function usageReport(context: Context, rawInput: UsageReportInput): Promise<UsageReport> {
  requireAccess(context, "usage.report");
  const { groupBy, interval: wanted, from, to, ...filters } = usageReportInput.parse(rawInput);
  const nowMs = clock.nowMs();
  const compared = comparedRanges({ from, to }, nowMs, wanted);
  const { range, before, interval, answered } = compared;
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.meter.flush();
  const query = { organizationId, filters, groupBy, nowMs };
  const [cells, previousCells, executions, previousExecutions] = await Promise.all([
    services.usage.cells({ ...query, range, interval }),
    services.usage.cells({ ...query, range: before, interval }),
    services.usage.executions({ ...query, range }),
    services.usage.executions({ ...query, range: before }),
  ]);

  const keys = tallyByKey(cells);
  const previousKeys = tallyByKey(previousCells);
  const [known, knownBefore] = [new Map(keys), new Map(previousKeys)];
  const gone = previousKeys.filter(([key]) => !known.has(key));
  return {
    ...answered,
    interval,
    totals: { ...presentTally(sumOf(cells)), executions },
    previous: { ...answered.previous, ...presentTally(sumOf(previousCells)), executions: previousExecutions },
    series: seriesOf(cells, previousCells, {
      ...compared,
      top: new Set(keys.slice(0, topKeys).map(([key]) => key)),
    }),
    breakdown: [...keys, ...gone.map(([key, { label }]) => [key, newTally(label)] as const)]
      .slice(0, maxBreakdown)
      .map(([key, tally]) => ({
        key,
        label: tally.label,
        ...presentTally(tally),
        previousCalls: knownBefore.get(key)?.calls ?? 0,
      })),
  };
}

function sumOf(cells: readonly UsageCell[]): Tally {
  const sum = newTally();
  for (const cell of cells) addCell(sum, cell);
  return sum;
}

function seriesOf(
  cells: readonly UsageCell[],
  previousCells: readonly UsageCell[],
  { range, stepMs, shiftMs, top }: ReturnType<typeof comparedRanges> & { top: ReadonlySet<string> },
): UsageReport["series"] {
  const points = new Map<string, { tally: Tally; groups: Record<string, number>; previousCalls: number }>();
  for (let atMs = Math.floor(range.fromMs / stepMs) * stepMs; atMs < range.toMs; atMs += stepMs) {
    points.set(isoTime(atMs), { tally: newTally(), groups: {}, previousCalls: 0 });
  }
  for (const cell of cells) {
    const point = points.get(cell.at ?? "");
    if (!point) continue;
    addCell(point.tally, cell);
    const group = top.has(cell.key) ? cell.key : otherKey;
    point.groups[group] = (point.groups[group] ?? 0) + cell.calls;
  }
  for (const { at, calls } of previousCells) {
    if (at === null) continue;
    const point = points.get(isoTime(Math.floor((Date.parse(at) + shiftMs) / stepMs) * stepMs));
    if (point) point.previousCalls += calls;
  }
  return Array.from(points, ([at, { tally, groups, previousCalls }]) => ({
    ...{ at, groups, previousCalls },
    ...presentTally(tally),
  }));
}
