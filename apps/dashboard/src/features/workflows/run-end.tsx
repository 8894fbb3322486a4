import type { Execution, ExecutionStatus } from "@patchops/contract";
import { cn } from "../../ui/cn.ts";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { DecideRun } from "../playground/decide-run.tsx";
import { describeEnd } from "../playground/describe-end.ts";
import { ErrorPlace } from "../playground/error-place.tsx";

export interface RunEndProps {
  execution: Execution;
  status: ExecutionStatus;
  onJump: (line: number, column?: number) => void;
}

/** Why a run did not end well, or what it waits for. */
export function RunEnd({ execution, status, onJump }: RunEndProps) {
  if (status === "sleeping") {
    return (
      <p className="rounded-lg border border-hairline bg-surface px-3 py-2.5 text-sm">
        It sleeps
        {execution.sleepsUntil !== null && (
          <>
            {" "}
            until <Time at={execution.sleepsUntil} style="fixed" className="numbers" /> (
            <Time at={execution.sleepsUntil} />)
          </>
        )}
        . Meanwhile it holds no place and costs nothing.
      </p>
    );
  }
  // What it waits for stands above, with its buttons.
  if (status === "awaiting_approval" || status === "awaiting_sign_in") return null;
  const end = describeEnd(execution);
  if (!end) return null;
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
      {end.text && <p>{end.text}</p>}
      {execution.error && <ErrorPlace error={execution.error} onJump={onJump} />}
      {end.next === "decide" && (
        <div className="flex flex-wrap gap-2">
          <DecideRun executionId={execution.executionId} />
        </div>
      )}
    </section>
  );
}
