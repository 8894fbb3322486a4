import { type RunWorkflowInput, runWorkflowInput } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { queueWorkflowRun } from "./queue-run.ts";

/** Runs a workflow now, or not before a time. Answers at once: the run is followed like every other. Throws as `queueWorkflowRun` does. */
export async function runWorkflow(
  context: Context,
  rawInput: RunWorkflowInput,
): Promise<{ executionId: string; isNew: boolean }> {
  requireAccess(context, "workflow.run");
  const { name, input, version, idempotencyKey, at } = runWorkflowInput.parse(rawInput);
  return queueWorkflowRun(context, {
    ...{ name, input, version, trigger: "manual", dueAt: at, isAudited: true },
    idempotencyKey: idempotencyKey === undefined ? undefined : `manual:${idempotencyKey}`,
  });
}
