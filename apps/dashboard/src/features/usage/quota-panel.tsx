import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { formatNumber } from "../../format/format-number.ts";
import { QuotaBar } from "../../ui/quota-bar.tsx";

const until = new Intl.DateTimeFormat("en-US", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});

/** What the plan lets through this month. Months are months in UTC, whatever the reader's zone. */
export function QuotaPanel() {
  const { data } = useQuery(trpc.usage.quota.queryOptions(undefined, { staleTime: 30_000 }));
  if (!data) return null;
  const end = `${until.format(new Date(data.resetsAt))} UTC`;
  const meters = [
    { noun: "calls", ...data.calls },
    { noun: "runs", ...data.executions },
  ];
  const full = meters.filter((meter) => meter.limit !== null && meter.used >= meter.limit);
  return (
    <section aria-label="Plan" className="mt-6 flex flex-col gap-3 rounded-lg border border-hairline p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-sm font-medium">{data.planName} plan, this month</h2>
        <p className="text-xs text-muted">Begins anew {end}</p>
      </div>
      {full.map((meter) => (
        <p key={meter.noun} className="flex gap-2 rounded-md bg-warning-tint px-3 py-2 text-sm text-warning">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {formatNumber(meter.used)} of {formatNumber(meter.limit ?? 0)} {meter.noun} used. Clients get
          quota_exceeded until {end}.
        </p>
      ))}
      <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {meters.map((meter) => (
          <QuotaBar key={meter.noun} noun={meter.noun} used={meter.used} limit={meter.limit} />
        ))}
      </div>
      {meters.every((meter) => meter.limit === null) && (
        <p className="text-xs text-muted">This plan has no monthly limits.</p>
      )}
    </section>
  );
}
