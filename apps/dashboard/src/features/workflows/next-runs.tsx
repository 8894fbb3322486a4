import type { Workflow } from "@patchops/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Time } from "../../ui/time.tsx";
import { useSettled } from "./use-settled.ts";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

export interface NextRunsProps {
  workflow: Workflow;
  edit: WorkflowEdit;
  /** Who may change nothing sees what is published. */
  isReadOnly: boolean;
}

/** The next five times of the schedules as they stand in the form; the server reads them, so that what it refuses is said here. */
export function NextRuns({ workflow, edit, isReadOnly }: NextRunsProps) {
  const { name } = workflow;
  const { schedules } = edit.config;
  const asked = useSettled(JSON.stringify(schedules));
  const preview = useQuery({
    queryKey: ["workflow next runs", name, asked],
    queryFn: () =>
      // What the program is does not matter here: a short one is checked at once.
      api.workflow.deploy.mutate({ name, code: "0", config: { schedules }, publish: false, dryRun: true }),
    enabled: !isReadOnly && schedules.length > 0 && asked === JSON.stringify(schedules),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
  if (schedules.length === 0) return null;
  const times = isReadOnly ? workflow.nextRuns.map(({ at }) => at) : (preview.data?.nextRuns ?? []);
  const problem = preview.error && toErrorBody(preview.error);
  if (problem) {
    return <ErrorPanel title="No times" cause={problem.message} next={problem.next} docs={problem.docs} />;
  }
  const zone = schedules.length === 1 ? schedules[0]?.timeZone : undefined;
  return (
    <section aria-label="Next runs" className="text-sm">
      <h3 className="font-medium">Next runs</h3>
      <ul className="pt-1">
        {times.map((at) => (
          <li key={at} className="flex flex-wrap gap-x-3">
            <Time at={at} style="fixed" className="numbers" />
            <span className="text-muted">
              <Time at={at} />
              {zone && `, ${inZone(at, zone)}`}
            </span>
          </li>
        ))}
      </ul>
      <p className="pt-1 text-xs text-muted">
        Times in your zone{zone && ", then as the schedule says them"}.
        {workflow.status !== "active" && " Nothing runs at them before it is published and not paused."}
      </p>
    </section>
  );
}

function inZone(at: string, timeZone: string): string {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone,
    });
    return `${format.format(new Date(at))} in ${timeZone}`;
  } catch {
    // A zone that is being typed is none yet.
    return timeZone;
  }
}
