import type { Connection, ToolReview } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FileCheck } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useCardSteps } from "../../shortcuts/use-card-steps.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { HoldingSwitch } from "./holding-switch.tsx";
import { ToolReviewCard } from "./tool-review-card.tsx";

/** Tools whose server says other things of them than what was approved. */
export function ReviewTab({ connection }: { connection: Connection }) {
  const { slug } = connection;
  const cache = useQueryClient();
  const { scopes, role } = useSession();
  const reason = scopes.includes("approvals:decide")
    ? undefined
    : `Your role (${role}) may not approve changes.`;
  const query = useQuery(
    trpc.connection.reviews.queryOptions({ connection: slug }, { refetchInterval: 5_000 }),
  );
  const decide = useMutation(
    trpc.connection.review.mutationOptions({
      onSettled: () => {
        void cache.invalidateQueries({ queryKey: trpc.connection.pathKey() });
        void cache.invalidateQueries({ queryKey: trpc.tool.pathKey() });
      },
    }),
  );
  const cards = useCardSteps("Review");
  const failure = decide.error && toErrorBody(decide.error);
  const send = (reviews: readonly ToolReview[], decision: "approve" | "block") =>
    decide.mutate({ connection: slug, tools: reviews.map(({ tool, hash }) => ({ tool, hash })), decision });
  return (
    <div ref={cards} className="flex flex-col gap-4">
      {failure && (
        <ErrorPanel
          title="Nothing was decided"
          cause={failure.message}
          next={failure.next}
          requestId={failure.requestId}
          docs={failure.docs}
        />
      )}
      <Loadable query={query} what="its changed tools" skeleton={<SkeletonPanel className="h-64" />}>
        {(reviews) =>
          reviews.length === 0 ? (
            <EmptyState icon={<FileCheck />} title="Every definition is the one that was approved.">
              When the server changes one, its calls are refused until somebody has looked at it here.
            </EmptyState>
          ) : (
            <>
              {reviews.length > 1 && (
                <div className="flex flex-wrap gap-2">
                  <GuardedButton
                    reason={reason}
                    isBusy={decide.isPending}
                    onClick={() => send(reviews, "approve")}
                  >
                    Approve all {reviews.length}
                  </GuardedButton>
                  <GuardedButton
                    reason={reason}
                    isBusy={decide.isPending}
                    onClick={() => send(reviews, "block")}
                  >
                    Block all {reviews.length}
                  </GuardedButton>
                </div>
              )}
              {reviews.map((review) => (
                <ToolReviewCard
                  key={review.tool}
                  review={review}
                  reason={reason}
                  isBusy={decide.isPending}
                  onDecide={(decision) => send([review], decision)}
                />
              ))}
            </>
          )
        }
      </Loadable>
      <HoldingSwitch />
    </div>
  );
}
