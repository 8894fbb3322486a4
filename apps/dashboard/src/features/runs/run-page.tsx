import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { ListVideo } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { isId } from "../../url-state/is-id.ts";

const route = getRouteApi("/shell/runs/$id");

/** The one address of every run: one of a workflow opens beside the others of it, every other one in the playground. */
export function RunPage() {
  const { id } = route.useParams();
  const refusal = useRefusal("workflow.runs", "read runs");
  const isKnown = isId(id);
  const query = useQuery(
    trpc.workflow.runs.queryOptions(
      { executionId: id, limit: 1 },
      { enabled: isKnown && refusal === undefined },
    ),
  );
  if (refusal !== undefined || !isKnown) {
    return (
      <>
        <PageHeader title="Run" />
        <EmptyState
          icon={<ListVideo />}
          title={refusal ?? "There is no such run."}
          className="py-24"
          action={
            refusal === undefined && (
              <Link to="/runs" className={buttonVariants({ variant: "primary" })}>
                All runs
              </Link>
            )
          }
        />
      </>
    );
  }
  return (
    <Loadable query={query} what="this run" skeleton={<SkeletonPanel className="h-64" />}>
      {({ runs: [run] }) =>
        run === undefined ? (
          <Navigate to="/playground" search={{ execution: id }} replace />
        ) : (
          <Navigate
            to="/workflows/$name"
            params={{ name: run.workflow }}
            search={{ tab: "runs", run: id }}
            replace
          />
        )
      }
    </Loadable>
  );
}
