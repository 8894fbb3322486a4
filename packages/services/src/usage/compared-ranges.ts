import type { UsageRange } from "@patchops/contract";
import { dayMs, hourMs, isoTime, type Range, readRange } from "./range.ts";

type Interval = "hour" | "day";

/** More than a month of hours is no chart. */
const maxHours = 31 * 24;

/**
 * The range asked for, and the one before that it is compared with: of the same length, earlier by whole days (by hours where it is
 * shorter than one), so that a day that goes on is compared with the same part of an earlier one. Bars of hours for up to two days,
 * unless asked for otherwise.
 */
export function comparedRanges(asked: UsageRange, nowMs: number, wanted?: Interval) {
  const range = readRange(asked, nowMs);
  const hours = (range.toMs - range.fromMs) / hourMs;
  const interval: Interval = hours > maxHours ? "day" : (wanted ?? (hours <= 48 ? "hour" : "day"));
  const stepMs = interval === "hour" ? hourMs : dayMs;
  const shiftUnitMs = hours < 24 ? hourMs : dayMs;
  const shiftMs = Math.ceil((range.toMs - range.fromMs) / shiftUnitMs) * shiftUnitMs;
  const before: Range = { fromMs: range.fromMs - shiftMs, toMs: range.toMs - shiftMs };
  return {
    ...{ range, before, interval, stepMs, shiftMs },
    /** As answers say it. */
    answered: {
      from: isoTime(range.fromMs),
      to: isoTime(range.toMs),
      previous: { from: isoTime(before.fromMs), to: isoTime(before.toMs) },
    },
  };
}
