import { clock } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { periodOf } from "../period.ts";
import { dayMs, isoTime } from "../range.ts";
import type { BatchTotals } from "../totals-of.ts";
import { compareDay } from "./system/compare-day.ts";
import { compareMonths } from "./system/compare-months.ts";
import { findMeteredDays } from "./system/find-metered-days.ts";
import { readInSnapshot } from "./system/read-in-snapshot.ts";

const dayOf = (ms: number) => isoTime(ms).slice(0, 10);

export interface ComparedTotals extends BatchTotals {
  /** Of months, what cannot be counted anew: it is no difference. */
  unknowable: BatchTotals["periods"];
}

/**
 * Counts the events of this month and the last one anew, as far as the instance keeps them, and answers what has to be added to
 * the totals so that they say the same. All in one snapshot, so that calls that are stored meanwhile are no difference.
 */
export function compareTotals({ database, settings }: Services): Promise<ComparedTotals> {
  const nowMs = clock.nowMs();
  const now = new Date(nowMs);
  const thisMonth = periodOf(now).period;
  const lastMonth = dayOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  // What retention may be dropping right now tells nothing.
  const { activity, usage } = settings.keepDays;
  const oldest = dayOf(nowMs - (Math.min(activity, usage) - 1) * dayMs);
  const firstMs = Math.max(Date.parse(oldest), Date.parse(lastMonth));
  const months = [lastMonth, thisMonth].filter((month) => month >= oldest);
  return readInSnapshot(database, async (trx) => {
    const differences: ComparedTotals = { periods: [], hours: [], days: [], dayKeys: [], unknowable: [] };
    // A clock that runs ahead may have put some into tomorrow.
    const range = { first: dayOf(firstMs), last: dayOf(nowMs + dayMs) };
    for (const day of await findMeteredDays(trx, range)) {
      const { hours, days, dayKeys } = await compareDay(trx, day);
      differences.hours.push(...hours);
      differences.days.push(...days);
      differences.dayKeys.push(...dayKeys);
    }
    const { differing, unknowable } = await compareMonths(trx, months);
    differences.periods.push(...differing);
    differences.unknowable.push(...unknowable);
    return differences;
  });
}
