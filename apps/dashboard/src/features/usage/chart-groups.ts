import type { UsageDimension, UsageReport } from "@patchops/contract";
import { keyLabel } from "./dimension.ts";

export interface ChartGroup {
  key: string;
  label: string;
  /** A token of the palette. */
  color: string;
  calls: number;
}

const colors = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"];

/** Of what is compared with. */
export const beforeColor = "var(--chart-other)";

/** The five largest keys and the rest, as they stack from the ground. */
export function chartGroups(report: UsageReport, dimension: UsageDimension): ChartGroup[] {
  const top = report.breakdown
    .filter((row) => row.calls > 0)
    .slice(0, colors.length)
    .map((row, index) => ({
      key: row.key,
      label: keyLabel(dimension, row.key, row.label),
      color: `var(${colors[index]})`,
      calls: row.calls,
    }));
  const rest = report.series.reduce((sum, point) => sum + (point.groups.other ?? 0), 0);
  return rest === 0
    ? top
    : [...top, { key: "other", label: "Other", color: "var(--chart-other)", calls: rest }];
}

const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const hour = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayAndHour = new Intl.DateTimeFormat("en-US", {
  weekday: "short",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Days are days in UTC, hours are the reader's. */
export function tickLabel(at: string, interval: "hour" | "day"): string {
  return interval === "day" ? day.format(new Date(at)) : hour.format(new Date(at));
}

export function pointLabel(at: string, interval: "hour" | "day"): string {
  return interval === "day" ? `${day.format(new Date(at))} (UTC)` : dayAndHour.format(new Date(at));
}

/** The reader's zone as people call it: `Europe/Berlin`. */
export function zoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
