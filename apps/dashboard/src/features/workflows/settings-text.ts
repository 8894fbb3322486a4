import type { WorkflowConfig } from "@patchops/contract";

/** Settings as text whose lines are compared. */
export function settingsText(config: WorkflowConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}
