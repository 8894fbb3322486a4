import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { trpc } from "../api/client.ts";
import { formatNumber } from "../format/format-number.ts";
import { formatUtc } from "../format/format-time.ts";

/** Stands on every page while the plan lets nothing more through; what is there stays readable. */
export function QuotaBanner() {
  const { data } = useQuery(trpc.usage.quota.queryOptions(undefined, { refetchInterval: 30_000 }));
  const full = data
    ? [
        { noun: "calls", ...data.calls },
        { noun: "runs", ...data.executions },
      ].filter((meter) => meter.stopsAt !== null && meter.used >= meter.stopsAt)
    : [];
  return (
    <div role="status">
      {data && full.length > 0 && (
        <p className="flex items-start gap-2 border-b border-hairline bg-warning-tint px-4 py-2 text-sm text-warning md:px-6">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 grow">
            {full
              .map(
                ({ noun, used, stopsAt }) =>
                  `${formatNumber(used)} of ${formatNumber(stopsAt ?? 0)} ${noun} used.`,
              )
              .join(" ")}{" "}
            Clients get <span className="code">quota_exceeded</span> until {formatUtc(data.resetsAt)}.
          </span>
          <Link to="/billing" className="shrink-0 font-medium underline underline-offset-2">
            Compare plans
          </Link>
        </p>
      )}
    </div>
  );
}
