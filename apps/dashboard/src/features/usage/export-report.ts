import { csvLine, type UsageDimension, type UsageErrors, type UsageReport } from "@patchops/contract";
import type { ChartGroup } from "./chart-groups.ts";
import { keyLabel } from "./dimension.ts";

/** The breakdown table as it is shown, in the order given. */
export function breakdownCsv(
  dimension: UsageDimension,
  rows: UsageReport["breakdown"],
  total: number,
): string {
  const head = [dimension, "calls", "share", "previous_calls", "failures", "p50_ms", "p95_ms", "p99_ms"];
  const lines = rows.map((row) => [
    keyLabel(dimension, row.key, row.label),
    row.calls,
    total === 0 ? null : Number((row.calls / total).toFixed(4)),
    row.previousCalls,
    row.failures,
    row.p50Ms,
    row.p95Ms,
    row.p99Ms,
  ]);
  return [head, ...lines].map(csvLine).join("");
}

/** The bars of the chart, an interval a line. */
export function seriesCsv({ series }: UsageReport, groups: readonly ChartGroup[]): string {
  const head = ["from", "calls", ...groups.map(({ label }) => label), "previous_calls", "failures"];
  const lines = series.map((point) => [
    point.at,
    point.calls,
    ...groups.map(({ key }) => point.groups[key] ?? 0),
    point.previousCalls,
    point.failures,
    point.p50Ms,
    point.p95Ms,
    point.p99Ms,
  ]);
  return [[...head, "p50_ms", "p95_ms", "p99_ms"], ...lines].map(csvLine).join("");
}

export function errorsCsv({ errors }: UsageErrors): string {
  const head = ["outcome", "error_code", "connection", "tool", "failures", "previous_failures"];
  const lines = errors.map((error) => [
    error.outcome,
    error.errorCode,
    error.connection,
    error.tool,
    error.failures,
    error.previousFailures,
  ]);
  return [head, ...lines].map(csvLine).join("");
}

/** `patchops-usage-2026-11-01-2026-11-24`. */
export function reportFileName(report: UsageReport): string {
  return `patchops-usage-${report.from.slice(0, 10)}-${report.to.slice(0, 10)}`;
}
