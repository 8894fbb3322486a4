import type { WorkflowConfig } from "@patchops/contract";

const parts: Record<keyof WorkflowConfig, string> = {
  description: "description",
  profile: "profile",
  limits: "limits",
  schedules: "schedules",
  webhook: "webhook",
  tool: "MCP tool",
  retries: "retries",
  repeatCalls: "calls after a crash",
  concurrency: "runs at once",
  onFailure: "what happens on failure",
};

/** Which parts of a workflow differ, by name. Settings are compared as the server stores them: by their JSON. */
export function changedParts(
  before: { code: string; config: WorkflowConfig },
  after: { code: string; config: WorkflowConfig },
): string[] {
  const keys = Object.keys(parts).filter(
    (key): key is keyof WorkflowConfig =>
      JSON.stringify(Reflect.get(before.config, key)) !== JSON.stringify(Reflect.get(after.config, key)),
  );
  return [...(before.code === after.code ? [] : ["program"]), ...keys.map((key) => parts[key])];
}
