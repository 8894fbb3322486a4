import type { Workflow, WorkflowRun } from "@patchops/contract";
import { useNavigate } from "@tanstack/react-router";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { ResultViewer } from "../../ui/json-viewer/result-viewer.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { AwaitedApprovals } from "../playground/awaited-approvals.tsx";
import { AwaitedSignIns } from "../playground/awaited-sign-ins.tsx";
import { LogList } from "../playground/log-list.tsx";
import { useRun } from "../playground/use-run.ts";
import { RunActions } from "./run-actions.tsx";
import { RunEnd } from "./run-end.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunTimeline } from "./run-timeline.tsx";
import { useRunChanges } from "./use-run-changes.ts";
import { useWorkflowRun } from "./use-workflow-run.ts";

export interface RunPanelProps {
  executionId: string;
  workflow: Workflow;
  /** What the list knows of it; undefined for one that the list does not show. */
  listed: WorkflowRun | undefined;
  innerId: string | undefined;
  onInner: (id: string | undefined) => void;
  onOpenRun: (executionId: string) => void;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** One run beside its list: how it stands, what it did, what it said. */
export function RunPanel(props: RunPanelProps) {
  const { executionId, workflow, listed, innerId, onInner, onOpenRun, onClose, onPrevious, onNext } = props;
  const navigate = useNavigate();
  const run = useRun(executionId, false);
  const row = useWorkflowRun(executionId, listed);
  const reason = useRefusal("workflow.rerun", "run workflows again");
  const changes = useRunChanges(executionId, onOpenRun);
  // The playground shows the code that ran, whichever version it was, with the place marked.
  const jump = () => void navigate({ to: "/playground", search: { execution: executionId } });
  const isPaused = row?.isPaused === true && run?.isOver === false;
  const problem = changes.error === null ? null : toErrorBody(changes.error);
  return (
    <SidePanel
      title="Run"
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
      actions={<CopyButton text={() => window.location.href} label="Copy link" />}
    >
      {run === undefined ? (
        <p className="text-sm text-muted">There is no such run.</p>
      ) : (
        <Loadable
          query={{
            data: run.execution,
            error: run.query.error,
            isPending: run.execution === undefined && !run.query.error,
            isFetching: run.query.isFetching,
            refetch: run.query.refetch,
          }}
          what="this run"
          skeleton={<SkeletonPanel className="h-64" />}
        >
          {(execution) => (
            <div className="flex flex-col gap-5">
              <div className="flex flex-wrap items-center gap-2">
                <StatusBadge status={isPaused ? "paused" : run.status} />
                <RunActions
                  run={run}
                  row={row}
                  publishedVersion={workflow.publishedVersion}
                  changes={changes}
                  reason={reason}
                />
              </div>
              {problem && (
                <ErrorPanel
                  title="Not done"
                  cause={problem.message}
                  next={problem.next}
                  requestId={problem.requestId}
                  docs={problem.docs}
                />
              )}
              {run.approvals.length > 0 && <AwaitedApprovals approvals={run.approvals} />}
              {run.waitsFor.length > 0 && <AwaitedSignIns waitsFor={run.waitsFor} />}
              {isPaused ? (
                <p className="rounded-lg border border-hairline bg-surface px-3 py-2.5 text-sm">
                  It is paused: it makes no further call, and goes on where it was once somebody resumes it.
                </p>
              ) : (
                <RunEnd execution={execution} status={run.status} onJump={jump} />
              )}
              <RunFacts execution={execution} row={row} onOpenRun={onOpenRun} />
              <section aria-label="Timeline of the run" className="flex flex-col gap-2">
                <h3 className="text-xs font-medium text-muted">Timeline</h3>
                <RunTimeline
                  run={run}
                  selectedId={innerId}
                  onSelect={onInner}
                  onRerunFrom={run.isOver ? (fromStep) => changes.rerun({ fromStep }) : undefined}
                  isRerunning={changes.isRerunning}
                  reason={reason}
                />
              </section>
              {run.isOver && execution.status === "succeeded" && execution.result !== undefined && (
                <section aria-label="Result" className="flex flex-col gap-2">
                  <h3 className="text-xs font-medium text-muted">Result</h3>
                  <ResultViewer
                    value={execution.result}
                    label="Result"
                    fileName={`${executionId}-result`}
                    maxHeightPx={320}
                  />
                </section>
              )}
              <LogList logs={run.logs} isOver={run.isOver} isCut={execution.logsTruncated} onJump={jump} />
            </div>
          )}
        </Loadable>
      )}
    </SidePanel>
  );
}
