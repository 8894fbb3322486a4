import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { usePreference } from "../../api/use-preference.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { HomeOverview } from "./home-overview.tsx";
import { SetupSection } from "./setup-section.tsx";

/** Before the first call: the four steps to it. Afterwards: is all well? */
export function HomePage() {
  const [isSetupHidden, setHidden] = usePreference("setupHidden");
  // The cards tick by themselves: the facts are asked for again while someone looks.
  const setup = useQuery(
    trpc.instance.setup.queryOptions(undefined, { refetchInterval: isSetupHidden ? 10_000 : 1_500 }),
  );
  const quota = useQuery(trpc.usage.quota.queryOptions(undefined, { refetchInterval: 10_000 }));
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
              query={setup}
              what="the set-up"
              skeleton={
                <div className="grid gap-4 pt-11 lg:grid-cols-2">
                  {["tools", "call", "client", "code"].map((card) => (
                    <SkeletonPanel key={card} className="h-17" />
                  ))}
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
