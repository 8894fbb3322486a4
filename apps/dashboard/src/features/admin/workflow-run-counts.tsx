import { type WorkflowRunCount, workflowRunStates } from "@patchops/contract";
import { formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";

/** Where workflows' runs are, of all organizations, a line a state: how many, and since when the oldest. */
export function WorkflowRunCounts({ runs }: { runs: readonly WorkflowRunCount[] }) {
  return (
    <section aria-labelledby="workflow-runs">
      <h2 id="workflow-runs" className="mb-3 text-base font-semibold">
        Runs of workflows
      </h2>
      <ul className="divide-y divide-hairline rounded-lg border border-hairline">
        {runs.map(({ state, count, oldestAt }) => (
          <li key={state} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
            <span className="min-w-0 grow basis-64">
              <span className="font-medium capitalize">{state}</span>
              <span className="block text-xs text-muted">
                {workflowRunStates[state]}
                {oldestAt !== null && (
                  <>
                    {" · the oldest "}
                    <Time at={oldestAt} />
                  </>
                )}
              </span>
            </span>
            {count > 0 && (
              <Badge tone={state === "dead" ? "error" : state === "running" ? "accent" : "neutral"}>
                {formatNumber(count)}
              </Badge>
            )}
            {count === 0 && <span className="text-xs text-muted">none</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
