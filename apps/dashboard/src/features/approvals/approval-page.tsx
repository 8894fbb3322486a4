import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { Crumb } from "../../ui/crumb.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { useApprovalChanges } from "./use-approval-changes.ts";

const route = getRouteApi("/shell/approvals/$id");

/** One call, at the address that its client was given. */
export function ApprovalPage() {
  const { id } = route.useParams();
  useApprovalChanges();
  const query = useQuery(trpc.approval.get.queryOptions({ id }, { refetchInterval: 15_000 }));
  return (
    <>
      <PageHeader title="Approval" breadcrumbs={<Crumb path="/approvals">Approvals</Crumb>} />
      <Loadable query={query} what="the approval" skeleton={<SkeletonPanel className="h-64" />}>
        {(approval) => <ApprovalCard approval={approval} />}
      </Loadable>
    </>
  );
}
