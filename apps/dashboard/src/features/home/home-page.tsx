import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.ts";
import { HomeOverview } from "./home-overview.tsx";
import { SetupSection } from "./setup-section.tsx";

/** Before the first call: the four steps to it. Afterwards: is all well? */
export function HomePage() {
  const client = useQueryClient();
  const { user } = useSession();
  const isSetupHidden = user.preferences.setupHidden === true;
  // The cards tick by themselves: the facts are asked for again while someone looks.
  const setup = useQuery(
    trpc.instance.setup.queryOptions(undefined, { refetchInterval: isSetupHidden ? 10_000 : 2_000 }),
  );
  const quota = useQuery(trpc.usage.quota.queryOptions(undefined, { refetchInterval: 10_000 }));
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
  const hasCalls = setup.data !== undefined && setup.data.lastCall !== null;

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
          <div>
            <Loadable
              query={{ ...setup, isFetching: false }}
              what="the set-up"
              skeleton={
                <div className="grid gap-4 pt-11 lg:grid-cols-2">
                  <Skeleton className="h-80 rounded-lg" />
                  <Skeleton className="h-80 rounded-lg" />
                  <Skeleton className="h-52 rounded-lg" />
                  <Skeleton className="h-52 rounded-lg" />
                </div>
              }
            >
              {(facts) => <SetupSection setup={facts} quota={quota.data} onHide={() => setHidden(true)} />}
            </Loadable>
          </div>
        )}
        <HomeOverview hasCalls={hasCalls} quota={quota.data} />
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
