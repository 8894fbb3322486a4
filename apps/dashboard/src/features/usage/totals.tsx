import type { UsageReport } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { StatTile } from "../../ui/stat-tile.tsx";
import { change } from "./change.ts";
import { sharedFilters } from "./dimension.ts";
import type { UsageSearch } from "./usage-search.ts";

/** The range in five numbers; what counts calls opens them. */
export function Totals({ report, search }: { report: UsageReport; search: UsageSearch }) {
  const { totals, previous } = report;
  const rows = sharedFilters(search);
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      <StatTile
        label="Calls"
        value={formatNumber(totals.calls)}
        change={change(totals.calls, previous.calls)}
        detail={`${formatNumber(previous.calls)} before`}
        link={<Link to="/activity" search={rows} />}
      />
      <StatTile
        label="Failures"
        value={formatNumber(totals.failures)}
        change={change(totals.failures, previous.failures)}
        detail={`${formatNumber(previous.failures)} before`}
        link={<Link to="/activity" search={{ ...rows, failed: true }} />}
      />
      <StatTile
        label="Success rate"
        value={formatShare(totals.calls - totals.failures, totals.calls)}
        detail={
          previous.calls > 0
            ? `${formatShare(previous.calls - previous.failures, previous.calls)} before`
            : undefined
        }
      />
      <StatTile
        label="p95"
        value={formatDuration(totals.p95Ms)}
        {...(search.compare
          ? {
              change: change(totals.p95Ms ?? 0, previous.p95Ms ?? 0),
              detail: `${formatDuration(previous.p95Ms)} before`,
            }
          : { detail: `p50 ${formatDuration(totals.p50Ms)} · p99 ${formatDuration(totals.p99Ms)}` })}
      />
      <StatTile
        className="max-sm:col-span-2"
        label="Runs"
        value={formatNumber(totals.executions)}
        change={change(totals.executions, previous.executions)}
        detail={`${formatNumber(previous.executions)} before`}
        link={<Link to="/runs" search={{ range: rows.range }} />}
      />
    </div>
  );
}
