import type { Workflow, WorkflowVersion } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { Crumb } from "../../ui/crumb.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { WorkflowActions } from "./workflow-actions.tsx";
import { WorkflowNotice } from "./workflow-notice.tsx";
import { WorkflowParts } from "./workflow-parts.tsx";

const route = getRouteApi("/shell/workflows/$name");

/** One workflow: what it does, what starts it, how its runs went. */
export function WorkflowPage() {
  const { name } = route.useParams();
  const search = route.useSearch();
  const query = useQuery(trpc.workflow.get.queryOptions({ name }, { refetchInterval: 5_000 }));
  const versions = useQuery(trpc.workflow.versions.queryOptions({ name }, { refetchOnWindowFocus: false }));
  const workflow: Workflow | undefined = query.data;
  const list: WorkflowVersion[] | undefined = versions.data;
  // A version that was made elsewhere: the list, which is long, is asked for when there is another one alone.
  const isBehind =
    workflow !== undefined &&
    list !== undefined &&
    (list[0]?.version !== workflow.latestVersion ||
      list.find(({ isPublished }) => isPublished)?.version !== (workflow.publishedVersion ?? undefined));
  const { refetch } = versions;
  useEffect(() => {
    if (isBehind) void refetch();
  }, [isBehind, refetch]);
  if (workflow === undefined && query.error && toErrorBody(query.error).code === "not_found") {
    return <Unknown name={name} runId={search.run} />;
  }
  const error = query.error ?? versions.error;
  return (
    <>
      <PageHeader
        title={name}
        breadcrumbs={<Crumb path="/workflows">Workflows</Crumb>}
        badge={workflow && <StatusBadge status={workflow.status} />}
        description={workflow?.description}
        actions={
          workflow &&
          list && <WorkflowActions workflow={workflow} versions={list} isStarting={search.start} />
        }
      />
      {workflow && <WorkflowNotice workflow={workflow} />}
      <Loadable
        query={{
          data: workflow && list && { workflow, versions: list },
          error,
          isPending: query.isPending || versions.isPending,
          isFetching: query.isFetching || versions.isFetching,
          refetch: () => Promise.all([query.refetch(), versions.refetch()]),
        }}
        what="this workflow"
        skeleton={<SkeletonPanel className="h-96" />}
      >
        {(loaded) => <WorkflowParts key={loaded.workflow.id} {...loaded} search={search} />}
      </Loadable>
    </>
  );
}

function Unknown({ name, runId }: { name: string; runId: string | undefined }) {
  return (
    <>
      <PageHeader title="Workflow" breadcrumbs={<Crumb path="/workflows">Workflows</Crumb>} />
      <EmptyState
        title={`There is no workflow named ${name}.`}
        className="py-24"
        action={
          <>
            {runId !== undefined && (
              <Link to="/playground" search={{ execution: runId }} className={buttonVariants()}>
                Open its run in the playground
              </Link>
            )}
            <Link to="/workflows" className={buttonVariants({ variant: "primary" })}>
              All workflows
            </Link>
          </>
        }
      >
        It may have been removed. Its runs stay among all runs.
      </EmptyState>
    </>
  );
}
