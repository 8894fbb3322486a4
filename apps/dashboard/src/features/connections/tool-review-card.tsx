import { definitionText, type ToolReview } from "@patchops/contract";
import { formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { DecisionCard } from "../../ui/decision-card.tsx";
import { DiffViewer } from "../../ui/diff-viewer/diff-viewer.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

export interface ToolReviewCardProps {
  review: ToolReview;
  reason: string | undefined;
  isBusy: boolean;
  onDecide: (decision: "approve" | "block") => void;
}

/** A tool's approved definition beside the new one, who calls it, and the two answers. */
export function ToolReviewCard({ review, reason, isBusy, onDecide }: ToolReviewCardProps) {
  const { originalName, isBlocked, tokensBefore, tokensAfter, callers } = review;
  return (
    <DecisionCard
      label={`Change of ${originalName}`}
      title={originalName}
      badge={isBlocked ? <Badge tone="error">Blocked</Badge> : <Badge tone="warning">Needs review</Badge>}
      aside={
        <>
          seen <Time at={review.heldAt} /> · <span className="numbers">{formatNumber(tokensBefore)}</span> →{" "}
          <span className="numbers">{formatNumber(tokensAfter)}</span> tokens
        </>
      }
    >
      <DiffViewer
        label={`What changed in ${originalName}`}
        sides={{ old: "Approved", new: "New" }}
        oldText={definitionText(review.before)}
        newText={definitionText(review.after)}
      />
      {callers.length === 0 ? (
        <p className="text-sm text-muted">Nobody called it in the last 30 days.</p>
      ) : (
        <ul aria-label="Its callers of 30 days" className="text-sm text-muted">
          {callers.map((caller) => (
            <li key={`${caller.client} ${caller.user?.id}`}>
              <VisibleText>{caller.client ?? "no client named"}</VisibleText>
              {caller.user && ` · ${caller.user.name ?? caller.user.email}`} ·{" "}
              <span className="numbers">{formatNumber(caller.calls)}</span>{" "}
              {caller.calls === 1 ? "call" : "calls"}, last <Time at={caller.lastAt} />
            </li>
          ))}
        </ul>
      )}
      <footer className="flex flex-wrap gap-2">
        <GuardedButton
          variant="primary"
          reason={reason}
          isBusy={isBusy}
          aria-label={`Approve ${originalName}`}
          onClick={() => onDecide("approve")}
        >
          Approve
        </GuardedButton>
        {!isBlocked && (
          <GuardedButton
            reason={reason}
            isBusy={isBusy}
            aria-label={`Block ${originalName}`}
            onClick={() => onDecide("block")}
          >
            Block
          </GuardedButton>
        )}
      </footer>
    </DecisionCard>
  );
}
