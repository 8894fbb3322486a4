import { type PauseWorkflowInput, pauseWorkflowInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findVersion, findWorkflow } from "./find.ts";
import { setSchedules } from "./publish-version.ts";
import { requireOwnWorkflow } from "./require-own.ts";

/** Stops a workflow's triggers, or lets them work again, its schedules from then on; runs under way go on. */
export async function pauseWorkflow(
  context: Context,
  rawInput: PauseWorkflowInput,
): Promise<{ name: string; isPaused: boolean }> {
  requireAccess(context, "workflow.pause");
  const { name, isPaused } = pauseWorkflowInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.snapshots.change(organizationId, async (trx) => {
    const workflow = await findWorkflow(trx, { organizationId, name }, { isLocked: true });
    requireOwnWorkflow(actor, workflow);
    if ((workflow.pausedAt !== null) === isPaused) return;
    await trx
      .updateTable("workflows")
      .set({ pausedAt: isPaused ? new Date().toISOString() : null, pauseReason: null, failuresInRow: 0 })
      .where("organizationId", "=", organizationId)
      .where("id", "=", workflow.id)
      .execute();
    const { id: workflowId, publishedVersion: version } = workflow;
    const published =
      version === null ? null : await findVersion(trx, { organizationId, workflowId, version });
    await setSchedules(trx, {
      organizationId,
      workflowId,
      config: isPaused ? null : (published?.config ?? null),
    });
    await recordAudit(trx, auditActor(context), {
      action: isPaused ? "workflow.pause" : "workflow.resume",
      targetKind: "workflow",
      targetId: workflow.id,
      data: { name },
    });
  });
  return { name, isPaused };
}
