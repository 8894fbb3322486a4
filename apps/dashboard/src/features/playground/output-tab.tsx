import { Play, SquareTerminal } from "lucide-react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { ResultViewer } from "../../ui/json-viewer/result-viewer.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AwaitedApprovals } from "./awaited-approvals.tsx";
import { AwaitedSignIns } from "./awaited-sign-ins.tsx";
import { EndPanel } from "./end-panel.tsx";
import { LogList } from "./log-list.tsx";
import { ReplayRun } from "./replay-run.tsx";
import type { RunLimits } from "./run-limits.ts";
import type { RunView } from "./use-run.ts";
import type { useStart } from "./use-start.ts";
import { WebhookNote } from "./webhook-note.tsx";

export interface OutputTabProps {
  run: RunView | undefined;
  start: ReturnType<typeof useStart>["start"];
  cancel: ReturnType<typeof useStart>["cancel"];
  /** What the organization's runs may have at most. */
  ceilings: RunLimits;
  onJump: (line: number, column?: number) => void;
  /** Why this person may run nothing. */
  runReason: string | undefined;
  onRun: () => void;
  onLimits: (patch: Partial<RunLimits>) => void;
  /** Puts the code that ran back into the editor; given while it differs. */
  onRestore: (() => void) | undefined;
}

/** How the run ended, what it returned, what it logged. */
export function OutputTab({
  run,
  start,
  cancel,
  ceilings,
  onJump,
  runReason,
  onRun,
  onLimits,
  onRestore,
}: OutputTabProps) {
  if (start.error) {
    const body = toErrorBody(start.error);
    return (
      <ErrorPanel
        className="m-4"
        title="It was not started"
        cause={body.message}
        next={body.next}
        requestId={body.requestId}
        docs={body.docs}
        onRetry={onRun}
        isRetrying={start.isPending}
      />
    );
  }
  if (!run) {
    return (
      <EmptyState
        icon={<SquareTerminal />}
        title="What the program returns and logs shows here."
        action={
          <Button icon={<Play />} isBusy={start.isPending} onClick={onRun}>
            Run
            <Kbd keys="mod+enter" />
          </Button>
        }
      />
    );
  }
  const { execution } = run;
  // That it is over is heard before how it ended can be read.
  const isEndMissing = run.isOver && execution?.finishedAt == null;
  const problem = run.query.error && (!execution || isEndMissing) ? toErrorBody(run.query.error) : undefined;
  const cancelProblem = cancel.error && !run.isOver ? toErrorBody(cancel.error) : undefined;
  const hasResult = run.isOver && !isEndMissing && execution?.status === "succeeded";
  return (
    <div className="flex min-h-full flex-col gap-4 p-4">
      {problem && (
        <ErrorPanel
          title="Could not load this run"
          cause={problem.message}
          requestId={problem.requestId}
          docs={problem.docs}
          onRetry={() => void run.query.refetch()}
          isRetrying={run.query.isFetching}
        />
      )}
      {cancelProblem && (
        <ErrorPanel
          title="It was not cancelled"
          cause={cancelProblem.message}
          requestId={cancelProblem.requestId}
          docs={cancelProblem.docs}
        />
      )}
      {run.streamProblem && !run.isOver && (
        <ErrorPanel
          title="Its progress cannot be followed"
          cause={run.streamProblem}
          onRetry={() => void run.query.refetch()}
        />
      )}
      {run.approvals.length > 0 && <AwaitedApprovals approvals={run.approvals} />}
      {run.waitsFor.length > 0 && <AwaitedSignIns waitsFor={run.waitsFor} />}
      {onRestore && (
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
          The editor holds other code than this run.
          <Button size="small" variant="link" onClick={onRestore}>
            Show the code that ran
          </Button>
        </p>
      )}
      {isEndMissing && !problem && <Skeleton className="h-16" />}
      {(run.isOver || run.status === "needs_decision") && execution && (
        <EndPanel
          execution={execution}
          ceilings={ceilings}
          onJump={onJump}
          onRun={onRun}
          onLimits={onLimits}
        />
      )}
      {hasResult && (
        <section className="flex flex-col gap-2">
          <h2 className="text-xs font-medium text-muted">Result</h2>
          {execution.result === undefined ? (
            <p className="text-sm text-muted">
              It returned nothing. Add a <span className="code">return</span> to see a value here.
            </p>
          ) : (
            <ResultViewer
              value={execution.result}
              label="Result"
              fileName={`${run.executionId}-result`}
              maxHeightPx={360}
            />
          )}
        </section>
      )}
      {execution?.webhook && <WebhookNote webhook={execution.webhook} isOver={run.isOver} />}
      <LogList
        logs={run.logs}
        isOver={run.isOver}
        isCut={execution?.logsTruncated ?? false}
        onJump={onJump}
      />
      {run.isOver && !isEndMissing && (
        <ReplayRun key={run.executionId} executionId={run.executionId} reason={runReason} onJump={onJump} />
      )}
    </div>
  );
}
