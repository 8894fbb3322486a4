import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { useNow } from "../../format/use-now.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.ts";
import { NeedsAttention } from "./needs-attention.tsx";
import { OverviewTiles } from "./overview-tiles.tsx";
import { RecentCalls } from "./recent-calls.tsx";
import { SetupSection } from "./setup-section.tsx";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Is all well? And before anything is: the four steps to the first call. */
export function HomePage() {
  const client = useQueryClient();
  const { user } = useSession();
  const isSetupHidden = user.preferences.setupHidden === true;
  // The cards tick by themselves: the facts are asked for again while someone looks.
  const setup = useQuery(
    trpc.instance.setup.queryOptions(undefined, { refetchInterval: isSetupHidden ? 10_000 : 2_000 }),
  );
  const hasCalls = setup.data?.lastCall !== null && setup.data !== undefined;
  const fromMs = Math.floor(useNow() / minuteMs) * minuteMs - dayMs;
  const quota = useQuery(trpc.usage.quota.queryOptions(undefined, { refetchInterval: 10_000 }));
  const usage = useQuery(
    trpc.usage.report.queryOptions(
      { from: new Date(fromMs).toISOString(), interval: "hour" },
      { enabled: hasCalls, refetchInterval: 10_000, placeholderData: (before) => before },
    ),
  );
  const connections = useQuery(trpc.connection.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const calls = useQuery(
    trpc.activity.list.queryOptions({ limit: 8 }, { enabled: hasCalls, refetchInterval: 3_000 }),
  );
  const prefer = useMutation(
    trpc.account.setPreference.mutationOptions({
      onMutate: ({ value }) =>
        client.setQueryData(
          sessionQuery.queryKey,
          (before) =>
            before && {
              ...before,
              user: { ...before.user, preferences: { ...before.user.preferences, setupHidden: value } },
            },
        ),
      onError: () => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        toast({ title: "Not saved", detail: "The server did not take it. Try again." });
      },
    }),
  );
  const setHidden = (value: boolean) => prefer.mutate({ key: "setupHidden", value });

  return (
    <>
      <PageHeader
        title="Home"
        actions={
          isSetupHidden && (
            <Button size="small" variant="quiet" icon={<ListChecks />} onClick={() => setHidden(false)}>
              Show set-up
            </Button>
          )
        }
      />
      <div className="flex flex-col gap-8">
        {!isSetupHidden && (
          <Loadable
            query={{ ...setup, isFetching: false }}
            what="the set-up"
            skeleton={
              <div className="grid gap-4 lg:grid-cols-2">
                <Skeleton className="h-56" />
                <Skeleton className="h-56" />
                <Skeleton className="h-44" />
                <Skeleton className="h-44" />
              </div>
            }
          >
            {(facts) => <SetupSection setup={facts} quota={quota.data} onHide={() => setHidden(true)} />}
          </Loadable>
        )}
        {hasCalls && (
          <>
            <Loadable
              query={{ ...usage, isFetching: false }}
              what="the numbers"
              skeleton={<OverviewTiles usage={undefined} quota={quota.data} />}
            >
              {(report) => <OverviewTiles usage={report} quota={quota.data} />}
            </Loadable>
            <NeedsAttention connections={connections.data ?? []} />
            <section aria-labelledby="last-calls" className="flex flex-col gap-2">
              <div className="flex items-baseline justify-between gap-4">
                <h2 id="last-calls" className="text-base font-semibold">
                  Last calls
                </h2>
                <Link to="/activity" className="text-sm text-link underline-offset-2 hover:underline">
                  All activity
                </Link>
              </div>
              <Loadable
                query={{ ...calls, isFetching: false }}
                what="the last calls"
                skeleton={<Skeleton className="h-72 w-full" />}
              >
                {(page) => <RecentCalls calls={page.calls} />}
              </Loadable>
            </section>
          </>
        )}
        {!hasCalls && <NeedsAttention connections={connections.data ?? []} />}
        {isSetupHidden && setup.data && !hasCalls && (
          <EmptyState
            title="No calls yet."
            action={<Button onClick={() => setHidden(false)}>Show set-up</Button>}
          >
            Numbers stand here after the first one.
          </EmptyState>
        )}
      </div>
    </>
  );
}
