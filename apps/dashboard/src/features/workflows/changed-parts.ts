import type { WorkflowConfig } from "@patchops/contract";
import { isObject } from "../../ui/schema/json-schema.ts";

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

/** A value as text in which the order of fields says nothing. */
function written(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Which parts of a workflow differ, by name. */
export function changedParts(
  before: { code: string; config: WorkflowConfig },
  after: { code: string; config: WorkflowConfig },
): string[] {
  const changed = Object.entries(parts).filter(
    ([key]) => written(Reflect.get(before.config, key)) !== written(Reflect.get(after.config, key)),
  );
  return [...(before.code === after.code ? [] : ["program"]), ...changed.map(([, words]) => words)];
}
