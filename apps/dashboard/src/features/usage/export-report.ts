import { csvLine, type UsageDimension, type UsageReport } from "@patchops/contract";
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

/** `patchops-usage-2026-11-01-2026-11-24`. */
export function reportFileName(report: UsageReport): string {
  return `patchops-usage-${report.from.slice(0, 10)}-${report.to.slice(0, 10)}`;
}
