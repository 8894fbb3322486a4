import { isExecutionFinished, type WorkflowSummary } from "@patchops/contract";
import { formatCount } from "../../format/format-number.ts";
import { cn } from "../../ui/cn.ts";

const shown = 20;

/** The last runs as bars, the newest on the right: short and orange what failed, so that the shape says it as well. */
export function RunStrip({ runs }: { runs: WorkflowSummary["lastRuns"] }) {
  if (runs.length === 0) return <span className="text-muted">Never ran</span>;
  const failed = runs.filter(({ status }) => isExecutionFinished(status) && status !== "succeeded").length;
  return (
    <span
      role="img"
      aria-label={`Last ${formatCount(runs.length, "run")}, ${failed === 0 ? "none" : failed} not succeeded`}
      className="inline-flex h-4 items-end gap-0.5 align-middle"
    >
      {Array.from({ length: shown - runs.length }, (_, index) => (
        <span key={index} className="h-px w-1 bg-hairline" />
      ))}
      {runs.toReversed().map(({ executionId, status }) => (
        <span
          key={executionId}
          className={cn(
            "w-1 rounded-xs forced-color-adjust-none",
            !isExecutionFinished(status)
              ? "h-3 animate-pulse bg-control"
              : status === "succeeded"
                ? "h-4 bg-chart-success"
                : "h-2 bg-chart-failure",
          )}
        />
      ))}
    </span>
  );
}
