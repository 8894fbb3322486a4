import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatCount } from "../../format/format-number.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import type { RunView } from "./use-run.ts";
import { useTicking } from "./use-ticking.ts";

export interface RunStatusLineProps {
  run: RunView | undefined;
  isStarting: boolean;
}

/** A wait for a place that is worth a word. */
const toldQueueMs = 100;

/** `succeeded · 212 ms · CPU 9 ms · 14 MB · 3 calls`. */
export function RunStatusLine({ run, isStarting }: RunStatusLineProps) {
  const execution = run?.execution;
  const isGoingOn = run !== undefined && !run.isOver;
  const elapsedMs = useTicking(execution && Date.parse(execution.createdAt), isGoingOn);
  const usage = run?.isOver ? execution?.usage : undefined;
  const isMeasured = usage !== undefined && execution?.finishedAt != null;
  const calls = run?.calls.length ?? 0;
  return (
    <div
      role="status"
      aria-label="State of the run"
      className="numbers flex min-h-9 flex-wrap items-center gap-x-2 border-t border-hairline px-4 py-1 text-xs text-muted"
    >
      {isStarting ? (
        <StatusBadge status="queued" variant="plain" className="font-sans [word-spacing:normal]" />
      ) : run ? (
        <>
          <StatusBadge status={run.status} variant="plain" className="font-sans [word-spacing:normal]" />
          {isMeasured ? (
            <>
              <Dot />
              <span>{formatDuration(usage.wallMs)}</span>
              {usage.queueMs >= toldQueueMs && (
                <>
                  <Dot />
                  <span>waited {formatDuration(usage.queueMs)}</span>
                </>
              )}
              <Dot />
              <span>CPU {formatDuration(usage.cpuMs)}</span>
              {usage.memoryPeakBytes > 0 && (
                <>
                  <Dot />
                  <span>{formatBytes(usage.memoryPeakBytes)}</span>
                </>
              )}
            </>
          ) : (
            isGoingOn && (
              <>
                <Dot />
                {/* Read aloud at the end, not ten times a second. */}
                <span aria-hidden>{formatDuration(elapsedMs)}</span>
              </>
            )
          )}
          {(calls > 0 || isMeasured) && (
            <>
              <Dot />
              {calls > 0 ? (
                <TextLink to="/activity" search={{ execution: run.executionId }}>
                  {formatCount(calls, "call")}
                </TextLink>
              ) : (
                <span>no calls</span>
              )}
            </>
          )}
        </>
      ) : (
        <span className="font-sans [word-spacing:normal]">Not run yet</span>
      )}
    </div>
  );
}

function Dot() {
  return <span aria-hidden>·</span>;
}
