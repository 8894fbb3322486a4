import type { Execution } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { ErrorCodeLink } from "../../ui/error-code-link.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { DecideRun } from "./decide-run.tsx";
import { describeEnd } from "./describe-end.ts";
import { ErrorPlace } from "./error-place.tsx";
import { larger, limitChoices, limitText, type RunLimits } from "./run-limits.ts";

export interface EndPanelProps {
  execution: Execution;
  /** What the organization's runs may have at most. */
  ceilings: RunLimits;
  onJump: (line: number, column?: number) => void;
  onRun: () => void;
  /** Runs again with a larger limit. */
  onLimits: (patch: Partial<RunLimits>) => void;
}

/** Why a run did not succeed, and the step that helps. */
export function EndPanel({ execution, ceilings, onJump, onRun, onLimits }: EndPanelProps) {
  const end = describeEnd(execution);
  if (!end) return null;
  const { error, limits } = execution;
  const choices = limitChoices(ceilings);
  const moreTimeMs = larger(choices.timeouts, limits.timeoutMs);
  const moreMemoryMb = larger(choices.memories, limits.memoryMb);
  const isCalm = execution.status === "cancelled";
  return (
    <section
      aria-label="How it ended"
      className={cn(
        "flex flex-col gap-2 rounded-lg border px-3 py-2.5 text-sm",
        isCalm ? "border-hairline bg-surface" : "border-error/30 bg-error-tint",
      )}
    >
      <p className={cn("font-medium wrap-anywhere", !isCalm && "text-error")}>
        <VisibleText>{end.title}</VisibleText>
      </p>
      {error?.tool && (
        <p className="text-sm">
          From <span className="code">{[error.connection, error.tool].filter(Boolean).join(".")}</span>
          {error.code && (
            <>
              {" "}
              with <ErrorCodeLink code={error.code} />
            </>
          )}
          .{error.retryable && " The same call may succeed later."}
        </p>
      )}
      {end.text && <p>{end.text}</p>}
      {error && <ErrorPlace error={error} onJump={onJump} />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {end.next === "raise_time" && moreTimeMs !== undefined && (
          <Button size="small" onClick={() => onLimits({ timeoutMs: moreTimeMs })}>
            Run with {limitText(moreTimeMs)}
          </Button>
        )}
        {end.next === "raise_memory" && moreMemoryMb !== undefined && (
          <Button size="small" onClick={() => onLimits({ memoryMb: moreMemoryMb })}>
            Run with {moreMemoryMb} MB
          </Button>
        )}
        {end.next === "run_again" && (
          <Button size="small" onClick={onRun}>
            Run again
          </Button>
        )}
        {end.next === "decide" && <DecideRun executionId={execution.executionId} />}
        {end.next === "see_usage" && (
          <Link to="/usage" search={{ range: "month" }} className={buttonVariants({ size: "small" })}>
            See usage
          </Link>
        )}
      </div>
    </section>
  );
}
