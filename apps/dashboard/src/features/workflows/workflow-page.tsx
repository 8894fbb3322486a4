import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { Crumb } from "../../ui/crumb.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

const route = getRouteApi("/shell/workflows/$name");

export function WorkflowPage() {
  const { name } = route.useParams();
  const query = useQuery(trpc.workflow.get.queryOptions({ name }));
  return (
    <>
      <PageHeader
        title={name}
        breadcrumbs={<Crumb path="/workflows">Workflows</Crumb>}
        badge={query.data && <StatusBadge status={query.data.status} />}
      />
      <Loadable query={query} what="this workflow" skeleton={<SkeletonPanel className="h-96" />}>
        {(workflow) => <p>{workflow.description}</p>}
      </Loadable>
    </>
  );
}
