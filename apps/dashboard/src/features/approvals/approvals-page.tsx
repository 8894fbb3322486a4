import { useQuery } from "@tanstack/react-query";
import { UserCheck } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useCardSteps } from "../../shortcuts/use-card-steps.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { useApprovalChanges } from "./use-approval-changes.ts";

/** Calls that wait for a person, and those that were answered lately. */
export function ApprovalsPage() {
  useApprovalChanges();
  const cards = useCardSteps("Approvals");
  const query = useQuery(trpc.approval.list.queryOptions({}, { refetchInterval: 15_000 }));
  return (
    <>
      <PageHeader
        title="Approvals"
        description="Calls that a policy has people asked about, and questions of workflows. An approval lets exactly one call through."
      />
      <Loadable query={query} what="the approvals" skeleton={<SkeletonRows rows={2} rowClassName="h-60" />}>
        {(approvals) => {
          const pending = approvals.filter(({ status }) => status === "pending");
          const answered = approvals.filter(({ status }) => status !== "pending");
          return (
            <div ref={cards} className="flex flex-col gap-4">
              {pending.length === 0 && (
                <EmptyState icon={<UserCheck />} title="Nothing waits for an approval.">
                  Calls of tools whose policy asks appear here at once, with their exact arguments.
                </EmptyState>
              )}
              {pending.map((approval) => (
                <ApprovalCard key={approval.id} approval={approval} />
              ))}
              {answered.length > 0 && (
                <section aria-label="Answered" className="flex flex-col gap-4">
                  <h2 className="text-sm font-medium text-muted">Answered</h2>
                  {answered.map((approval) => (
                    <ApprovalCard key={approval.id} approval={approval} />
                  ))}
                </section>
              )}
            </div>
          );
        }}
      </Loadable>
    </>
  );
}
