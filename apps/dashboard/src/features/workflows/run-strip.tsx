import { isExecutionFinished, type WorkflowSummary } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCount } from "../../format/format-number.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { cn } from "../../ui/cn.ts";
import { statusWord } from "../../ui/status-badge.tsx";

const shown = 20;

export interface RunStripProps {
  /** The workflow's. */
  name: string;
  /** The newest first. */
  runs: WorkflowSummary["lastRuns"];
}

/**
 * The last runs as bars, the newest on the right: short and orange what failed, so that the shape says it as well. Each leads to its run,
 * for whoever may read runs; they are one stop of the tab key, and arrows go from one to the next.
 */
export function RunStrip({ name, runs }: RunStripProps) {
  const isReadable = useRefusal("workflow.runs", "read runs") === undefined;
  const [reached, setReached] = useState<string>();
  if (runs.length === 0) return <span className="text-muted">Never ran</span>;
  const failed = runs.filter(({ status }) => isExecutionFinished(status) && status !== "succeeded").length;
  const label = `Last ${formatCount(runs.length, "run")}, ${failed === 0 ? "none" : failed} not succeeded`;
  const bars = runs.toReversed();
  const rest = Array.from({ length: shown - runs.length }, (_, index) => (
    <span key={index} aria-hidden className="flex w-1.5 items-end pb-1">
      <span className="h-px w-1 bg-hairline" />
    </span>
  ));
  if (!isReadable) {
    return (
      <span role="img" aria-label={label} className={stripClassName}>
        {rest}
        {bars.map(({ executionId, status }) => (
          <span key={executionId} className={placeClassName}>
            <Bar status={status} />
          </span>
        ))}
      </span>
    );
  }
  const stop = bars.some(({ executionId }) => executionId === reached) ? reached : runs[0]?.executionId;
  return (
    // Above the link that is as large as the row.
    <span className={cn(stripClassName, "relative z-1")}>
      {rest}
      <ul aria-label={label} className="flex">
        {bars.map(({ executionId, status, createdAt }) => {
          const words = `${statusWord(status)}, ${formatFullTime(createdAt)}`;
          return (
            <li key={executionId} className="flex">
              <Link
                to="/workflows/$name"
                params={{ name }}
                search={{ tab: "runs", run: executionId }}
                tabIndex={executionId === stop ? 0 : -1}
                aria-label={`Run: ${words}`}
                title={words}
                onFocus={() => setReached(executionId)}
                onKeyDown={goAlong}
                className={cn(placeClassName, "group rounded-xs")}
              >
                <Bar status={status} />
              </Link>
            </li>
          );
        })}
      </ul>
    </span>
  );
}

const stripClassName = "inline-flex h-6 align-middle";
const placeClassName = "flex w-1.5 items-end pb-1";

function Bar({ status }: Pick<WorkflowSummary["lastRuns"][number], "status">) {
  return (
    <span
      aria-hidden
      className={cn(
        "w-1 rounded-xs forced-color-adjust-none group-hover:outline-1 group-hover:outline-control",
        !isExecutionFinished(status)
          ? "h-3 animate-pulse bg-control"
          : status === "succeeded"
            ? "h-4 bg-chart-success"
            : "h-2 bg-chart-failure",
      )}
    />
  );
}

/** To the bar beside the one that has the focus, or the first or last. */
function goAlong(event: KeyboardEvent<HTMLAnchorElement>): void {
  const links = [...(event.currentTarget.closest("ul")?.querySelectorAll("a") ?? [])];
  const index = links.indexOf(event.currentTarget);
  const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: links.length - 1 }[event.key];
  if (index === -1 || next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}
