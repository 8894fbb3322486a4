import { type DismissWorkflowRunInput, dismissWorkflowRunInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { unknownExecution } from "../read.ts";

/** Puts a run aside that failed for good, or takes that back. Throws `not_found` where there is none to put aside, or none that was. */
export async function dismissWorkflowRun(
  context: Context,
  rawInput: DismissWorkflowRunInput,
): Promise<{ executionId: string }> {
  requireAccess(context, "workflow.dismiss");
  const { executionId, isUndone } = dismissWorkflowRunInput.parse(rawInput);
  const { organizationId } = context.actor;
  const place = { organizationId, executionId };
  await context.services.database.withOrganization(organizationId, async (trx) => {
    if (isUndone) await requireFailedForGood(trx, place);
    const { numUpdatedRows } = await trx
      .updateTable("workflowRuns")
      .set({ isDead: isUndone })
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .where("isDead", "=", !isUndone)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw unknownExecution();
    await recordAudit(trx, auditActor(context), {
      action: isUndone ? "workflow.undo_dismiss" : "workflow.dismiss",
      targetKind: "execution",
      targetId: executionId,
    });
  });
  return { executionId };
}

/** One that succeeded, or that was tried again, was never among the dead. Throws `not_found`. */
async function requireFailedForGood(
  trx: Transaction,
  { organizationId, executionId }: { organizationId: string; executionId: string },
): Promise<void> {
  const run = await trx
    .selectFrom("workflowRuns as r")
    .innerJoin("executions as e", (join) =>
      join.onRef("e.organizationId", "=", "r.organizationId").onRef("e.id", "=", "r.executionId"),
    )
    .select("r.executionId")
    .where("r.organizationId", "=", organizationId)
    .where("r.executionId", "=", executionId)
    .where("r.state", "=", "ended")
    .where("e.status", "not in", ["succeeded", "cancelled"])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("workflowRuns as n")
            .select("n.executionId")
            .whereRef("n.organizationId", "=", "r.organizationId")
            .whereRef("n.rootId", "=", "r.rootId")
            .whereRef("n.attempt", ">", "r.attempt"),
        ),
      ),
    )
    .executeTakeFirst();
  if (run === undefined) throw unknownExecution();
}
