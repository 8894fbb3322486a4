import type { Quota } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { formatUtc, formatUtcDay } from "../../format/format-time.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { ThresholdsButton } from "./thresholds-button.tsx";
import { UsageOutlook } from "./usage-outlook.tsx";

/** What the plan lets through this month. Months are months in UTC, whatever the reader's zone. */
export function QuotaPanel({ className = "pt-6" }: { className?: string }) {
  const query = useQuery(trpc.usage.quota.queryOptions(undefined, { staleTime: 30_000 }));
  return (
    <div className={className}>
      <Loadable query={query} what="the plan" skeleton={<SkeletonPanel className="h-28" />}>
        {(quota) => <Plan quota={quota} />}
      </Loadable>
    </div>
  );
}

function Plan({ quota }: { quota: Quota }) {
  const from = `${quota.period.slice(0, 7)}-01T00:00:00.000Z`;
  const month = useQuery(
    trpc.usage.report.queryOptions(
      { from, groupBy: "tool", interval: "day" },
      { enabled: quota.calls.limit !== null, staleTime: 60_000 },
    ),
  );
  const [largest] = month.data?.breakdown ?? [];
  const total = month.data?.totals.calls ?? 0;
  const meters = [
    { noun: "calls", ...quota.calls },
    { noun: "runs", ...quota.executions },
    { noun: "CPU seconds", ...quota.cpuSeconds },
  ].map((meter) => {
    const isFull = meter.stopsAt !== null && meter.used >= meter.stopsAt;
    const beyond = meter.used - (meter.limit ?? meter.used);
    const forecast =
      beyond > 0
        ? `${formatNumber(beyond)} beyond the plan`
        : isFull
          ? `full until ${formatUtcDay(quota.resetsAt)}`
          : undefined;
    return { ...meter, ...(forecast && { detail: forecast }) };
  });
  return (
    <section aria-label="Plan" className="flex flex-col gap-3 rounded-lg border border-hairline p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-sm font-medium">{quota.planName} plan, this month</h2>
        <div className="flex items-baseline gap-3">
          <p className="text-xs text-muted">Begins anew {formatUtc(quota.resetsAt)}</p>
          <ThresholdsButton />
        </div>
      </div>
      <div className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
        {meters.map((meter) => (
          <QuotaBar key={meter.noun} {...meter} />
        ))}
      </div>
      <UsageOutlook />
      {quota.calls.limit === null
        ? quota.executions.limit === null &&
          quota.cpuSeconds.limit === null && (
            <p className="text-xs text-muted">This plan has no monthly limits.</p>
          )
        : largest && (
            <p className="text-xs text-muted">
              <span className="numbers text-text">{formatShare(largest.calls, total)}</span> of this month's
              calls went to <span className="code text-text">{largest.label}</span>.
            </p>
          )}
    </section>
  );
}
