import type { Quota, UsageReport } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { Sparkline } from "../../ui/sparkline.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";

export interface OverviewTilesProps {
  /** Of the last 24 hours, by hour; undefined while it loads. */
  usage: UsageReport | undefined;
  quota: Quota | undefined;
}

/** Is all well? Four numbers of the last day; each opens its rows. */
export function OverviewTiles({ usage, quota }: OverviewTilesProps) {
  const totals = usage?.totals;
  const before = usage?.previous.calls ?? 0;
  return (
    <section aria-label="The last 24 hours" className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatTile
        label="Calls"
        value={totals && formatNumber(totals.calls)}
        detail="last 24 h"
        change={totals && before > 0 ? (totals.calls - before) / before : null}
        chart={
          usage && (
            <Sparkline
              values={usage.series.map((entry) => entry.calls)}
              label={`Calls an hour: ${usage.series.map((entry) => entry.calls).join(", ")}`}
              className="max-sm:hidden"
            />
          )
        }
        link={<Link to="/activity" search={{ range: "24h" }} />}
      />
      <StatTile
        label="Succeeded"
        value={totals && formatShare(totals.calls - totals.failures, totals.calls)}
        detail={totals && (totals.failures === 0 ? "none failed" : `${formatNumber(totals.failures)} failed`)}
        link={<Link to="/activity" search={{ range: "24h", failed: true }} />}
      />
      <StatTile
        label="p95"
        value={totals && formatDuration(totals.p95Ms)}
        detail={totals && `median ${formatDuration(totals.p50Ms)}`}
        link={<Link to="/usage" search={{ range: "24h" }} />}
      />
      <StatTile
        label="This month"
        value={quota && formatNumber(quota.calls.used)}
        detail={
          quota &&
          (quota.calls.limit === null
            ? `calls, no limit`
            : `of ${formatNumber(quota.calls.limit)} calls, until ${formatUtcDay(quota.resetsAt)}`)
        }
        link={<Link to="/usage" search={{ range: "month" }} />}
      />
    </section>
  );
}
