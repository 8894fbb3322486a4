import type { WorkflowSummary, WorkflowTrigger } from "@patchops/contract";
import { formatCount } from "../../format/format-number.ts";

/** What started a run. */
export const triggerLabels: Record<WorkflowTrigger, string> = {
  manual: "By hand",
  schedule: "Schedule",
  webhook: "Webhook",
  tool: "MCP tool",
  code: "Code",
  rerun: "Run again",
};

/** What starts a workflow, in a few words. */
export function triggerWords({ schedules, webhook, tool }: WorkflowSummary["triggers"]): string {
  const words = [
    ...(schedules > 0 ? [formatCount(schedules, "schedule")] : []),
    ...(webhook ? ["webhook"] : []),
    ...(tool ? ["MCP tool"] : []),
  ].join(", ");
  return words === "" ? "By hand" : words.charAt(0).toUpperCase() + words.slice(1);
}
