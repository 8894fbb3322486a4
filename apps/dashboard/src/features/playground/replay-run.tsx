import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Rewind, TriangleAlert } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { ResultViewer } from "../../ui/json-viewer/result-viewer.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { ErrorPlace } from "./error-place.tsx";
import { LogList } from "./log-list.tsx";

export interface ReplayRunProps {
  executionId: string;
  /** Why this person may not. */
  reason: string | undefined;
  onJump: (line: number, column?: number) => void;
}

/** Runs the program again against the log of its run, and says whether it ended as it did then. */
export function ReplayRun({ executionId, reason, onJump }: ReplayRunProps) {
  const replay = useMutation(trpc.execution.replay.mutationOptions());
  const problem = replay.error && toErrorBody(replay.error);
  const { data } = replay;
  return (
    <section aria-label="Replay" className="flex flex-col gap-3 border-t border-hairline pt-3">
      <div className="flex items-start gap-3">
        <Button
          size="small"
          icon={<Rewind />}
          isBusy={replay.isPending}
          disabled={reason !== undefined}
          onClick={() => replay.mutate({ executionId })}
        >
          Replay
        </Button>
        <p className="text-xs text-pretty text-muted">
          {reason ??
            "The program once more, with the answers, times and random numbers of this run. No call goes out, nothing is counted."}
        </p>
      </div>
      {problem && (
        <ErrorPanel
          title="It was not replayed"
          cause={problem.message}
          next={problem.next}
          requestId={problem.requestId}
          docs={problem.docs}
        />
      )}
      {data && (
        <>
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <StatusBadge status={data.status} />
            {data.isSame ? (
              <span className="inline-flex items-center gap-1.5">
                <CircleCheck aria-hidden className="size-4 text-ok" />
                The replay ended as the run did.
              </span>
            ) : (
              <span className="inline-flex items-center gap-1.5">
                <TriangleAlert aria-hidden className="size-4 text-warning" />
                The replay ended otherwise than the run.
              </span>
            )}
          </p>
          {data.error && (
            <div className="flex flex-col gap-2 text-sm">
              <p className="font-medium wrap-anywhere text-error">
                {data.error.name}: {data.error.message}
              </p>
              <ErrorPlace error={data.error} onJump={onJump} />
              {data.error.next && <p>{data.error.next}</p>}
            </div>
          )}
          {data.result !== undefined && (
            <ResultViewer
              value={data.result}
              label="Result of the replay"
              fileName={`${executionId}-replay`}
              maxHeightPx={240}
            />
          )}
          {data.logs.length > 0 && <LogList logs={data.logs} isOver isCut={false} onJump={onJump} />}
        </>
      )}
    </section>
  );
}
