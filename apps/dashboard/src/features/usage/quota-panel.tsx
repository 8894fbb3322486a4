import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatShare } from "../../format/format-number.ts";
import { formatUtc, formatUtcDay } from "../../format/format-time.ts";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { fullAtMs } from "./forecast.ts";

/** What the plan lets through this month. Months are months in UTC, whatever the reader's zone. */
export function QuotaPanel() {
  const { data } = useQuery(trpc.usage.quota.queryOptions(undefined, { staleTime: 30_000 }));
  const from = data && `${data.period.slice(0, 7)}-01T00:00:00.000Z`;
  const month = useQuery(
    trpc.usage.report.queryOptions(
      { from, groupBy: "tool", interval: "day" },
      { enabled: data !== undefined && data.calls.limit !== null, staleTime: 60_000 },
    ),
  );
  if (!data || !from) return <Skeleton className="mt-6 h-28 w-full rounded-lg" />;
  const [largest] = month.data?.breakdown ?? [];
  const total = month.data?.totals.calls ?? 0;
  const meters = [
    { noun: "calls", ...data.calls },
    { noun: "runs", ...data.executions },
  ].map((meter) => {
    const atMs =
      meter.limit === null
        ? null
        : fullAtMs({
            used: meter.used,
            limit: meter.limit,
            startMs: Date.parse(from),
            endMs: Date.parse(data.resetsAt),
            nowMs: Date.now(),
          });
    const isFull = meter.limit !== null && meter.used >= meter.limit;
    const forecast = isFull
      ? `full until ${formatUtcDay(data.resetsAt)}`
      : atMs !== null
        ? `at this pace full on ${formatUtcDay(new Date(atMs).toISOString())}`
        : meter.limit !== null && "lasts at this pace";
    return { ...meter, ...(forecast && { detail: forecast }) };
  });
  return (
    <section aria-label="Plan" className="mt-6 flex flex-col gap-3 rounded-lg border border-hairline p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-sm font-medium">{data.planName} plan, this month</h2>
        <p className="text-xs text-muted">Begins anew {formatUtc(data.resetsAt)}</p>
      </div>
      <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {meters.map((meter) => (
          <QuotaBar key={meter.noun} {...meter} />
        ))}
      </div>
      {data.calls.limit === null
        ? data.executions.limit === null && (
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
