import type { ErrorBody } from "@patchops/contract";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";

interface Cost {
  tools: number;
  tokens: number;
}

export interface ProfileSaveBarProps {
  cost: Cost;
  /** Of what is stored. */
  before: Cost;
  /** How clients are shown the tools. */
  mode: "list" | "search" | "code";
  isChanged: boolean;
  isValid: boolean;
  isBusy: boolean;
  reason: string | undefined;
  error: ErrorBody | undefined;
  onSave: () => void;
  onDiscard: () => void;
}

/** What the draft costs a client, and its buttons; stays in view while the list is long. */
export function ProfileSaveBar(props: ProfileSaveBarProps) {
  const { cost, before, mode, isChanged, isValid, isBusy, reason, error, onSave, onDiscard } = props;
  const change = cost.tokens - before.tokens;
  return (
    <div className="sticky bottom-0 -mx-1 flex flex-col gap-2 border-t border-hairline bg-background px-1 py-3">
      {error && (
        <p role="alert" className="text-sm text-error">
          {error.message} {error.next}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="numbers min-w-48 grow text-sm">
          {formatCount(cost.tools, "tool")} · ≈ {formatNumber(cost.tokens)}{" "}
          {mode === "list" ? "tokens in a client's context" : "tokens as a list"}
          {isChanged && change !== 0 && (
            <span className="text-muted">
              {" "}
              ({change > 0 ? "+" : "−"}
              {formatNumber(Math.abs(change))})
            </span>
          )}
          {mode !== "list" && (
            <span className="text-muted">
              ; clients get three tools,{" "}
              {mode === "code" ? "and call these from code" : "and find these by search"}
            </span>
          )}
        </p>
        {isChanged && <Button onClick={onDiscard}>Discard</Button>}
        <GuardedButton
          variant="primary"
          reason={reason}
          isBusy={isBusy}
          onClick={onSave}
          disabled={!reason && (!isChanged || !isValid)}
        >
          Save
        </GuardedButton>
      </div>
    </div>
  );
}
