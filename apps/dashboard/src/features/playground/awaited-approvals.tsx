import type { AwaitedApproval } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { trpc } from "../../api/client.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { useApprovalChanges } from "../approvals/use-approval-changes.ts";

const ApprovalCard = lazy(() =>
  import("../approvals/approval-card.tsx").then((module) => ({ default: module.ApprovalCard })),
);

function AwaitedCall({ id }: { id: string }) {
  const query = useQuery(trpc.approval.get.queryOptions({ id }));
  return (
    <Loadable query={query} what="what it waits for" skeleton={<SkeletonPanel className="h-60" />}>
      {(approval) => (
        <Suspense fallback={<SkeletonPanel className="h-60" />}>
          <ApprovalCard approval={approval} isInRun />
        </Suspense>
      )}
    </Loadable>
  );
}

/** The calls of a run, or the one call, that wait for a person; they go on by themselves. */
export function AwaitedApprovals({ approvals }: { approvals: readonly AwaitedApproval[] }) {
  useApprovalChanges();
  return (
    <section aria-label="Approvals it waits for" className="flex w-full flex-col gap-3">
      {approvals.map(({ id }) => (
        <AwaitedCall key={id} id={id} />
      ))}
    </section>
  );
}
