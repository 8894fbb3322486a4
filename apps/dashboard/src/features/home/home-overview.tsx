import type { Quota } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { useNow } from "../../format/use-now.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { QuotaPanel } from "../usage/quota-panel.tsx";
import { NeedsAttention } from "./needs-attention.tsx";
import { OverviewTiles } from "./overview-tiles.tsx";
import { RecentCalls } from "./recent-calls.tsx";
import { RecentFailures } from "./recent-failures.tsx";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export interface HomeOverviewProps {
  /** Without a call there are no numbers; broken connections are shown even so. */
  hasCalls: boolean;
  quota: Quota | undefined;
}

export function HomeOverview({ hasCalls, quota }: HomeOverviewProps) {
  const fromMs = Math.floor(useNow() / minuteMs) * minuteMs - dayMs;
  const usage = useQuery(
    trpc.usage.report.queryOptions(
      { from: new Date(fromMs).toISOString(), interval: "hour" },
      { enabled: hasCalls, refetchInterval: 10_000, placeholderData: (before) => before },
    ),
  );
  const connections = useQuery(trpc.connection.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const alerts = useQuery(trpc.usage.alerts.queryOptions(undefined, { refetchInterval: 30_000 }));
  const workflows = useQuery(trpc.workflow.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  const calls = useQuery(
    trpc.activity.list.queryOptions({ limit: 8 }, { enabled: hasCalls, refetchInterval: 3_000 }),
  );
  return (
    <>
      {hasCalls && (
        // Its height stands before its numbers: what is below does not move.
        <div className="min-h-50 lg:min-h-23.5">
          <Loadable
            query={usage}
            what="the numbers"
            skeleton={<OverviewTiles usage={undefined} quota={quota} />}
          >
            {(report) => <OverviewTiles usage={report} quota={quota} />}
          </Loadable>
        </div>
      )}
      <NeedsAttention
        connections={connections.data ?? []}
        reached={alerts.data?.reached ?? []}
        workflows={workflows.data ?? []}
      />
      {hasCalls && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <RecentFailures from={new Date(fromMs).toISOString()} />
          <QuotaPanel className="min-w-0" />
        </div>
      )}
      {hasCalls && (
        <section aria-labelledby="last-calls">
          <div className="flex items-baseline justify-between gap-4 pb-2">
            <h2 id="last-calls" className="text-base font-semibold">
              Last calls
            </h2>
            <TextLink to="/activity" className="inline-flex min-h-6 items-center text-sm">
              All activity
            </TextLink>
          </div>
          <Loadable query={calls} what="the last calls" skeleton={<SkeletonRows rows={8} />}>
            {(page) => <RecentCalls calls={page.calls} />}
          </Loadable>
        </section>
      )}
    </>
  );
}
