import { type DismissWorkflowRunInput, dismissWorkflowRunInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { unknownExecution } from "../read.ts";

/** Puts a run aside that failed for good. Throws `not_found` where there is none among the dead. */
export async function dismissWorkflowRun(
  context: Context,
  rawInput: DismissWorkflowRunInput,
): Promise<{ executionId: string }> {
  requireAccess(context, "workflow.dismiss");
  const { executionId } = dismissWorkflowRunInput.parse(rawInput);
  const { organizationId } = context.actor;
  await context.services.database.withOrganization(organizationId, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("workflowRuns")
      .set({ isDead: false })
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .where("isDead", "=", true)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw unknownExecution();
    await recordAudit(trx, auditActor(context), {
      action: "workflow.dismiss",
      targetKind: "execution",
      targetId: executionId,
    });
  });
  return { executionId };
}
