import { type RunWorkflowInput, runWorkflowInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
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
  const run = await queueWorkflowRun(context, {
    ...{ name, input, version, trigger: "manual", dueAt: at },
    idempotencyKey: idempotencyKey === undefined ? undefined : `manual:${idempotencyKey}`,
  });
  const { organizationId } = context.actor;
  await context.services.database.withOrganization(organizationId, (trx) =>
    recordAudit(trx, auditActor(context), {
      action: "workflow.run",
      targetKind: "execution",
      targetId: run.executionId,
      data: { name },
    }),
  );
  return run;
}
