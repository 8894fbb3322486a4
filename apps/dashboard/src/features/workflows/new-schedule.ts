import type { WorkflowSchedule } from "@patchops/contract";

/** What a schedule is before anyone changes it: weekday mornings in the reader's own zone. */
export function newSchedule(): WorkflowSchedule {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { cron: "0 8 * * 1-5", timeZone, missed: "once" };
}
