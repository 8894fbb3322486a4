import { AppError, type PauseWorkflowRunInput, pauseWorkflowRunInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { heldChannel } from "../hold-run.ts";
import { unknownExecution } from "../read.ts";
import { parkHeld } from "./park-held.ts";
import { runChannel } from "./run-channel.ts";

/**
 * Pauses a workflow's run, or lets it go on from there: on whichever node it is, its calls under way end, no further one is made, and it
 * gives its process and its place up; one that waits goes on waiting. Throws `not_found`, `conflict` where it is over.
 */
export async function pauseWorkflowRun(
  context: Context,
  rawInput: PauseWorkflowRunInput,
): Promise<PauseWorkflowRunInput> {
  requireAccess(context, "workflow.pauseRun");
  const { executionId, isPaused } = pauseWorkflowRunInput.parse(rawInput);
  const { database } = context.services;
  const { organizationId } = context.actor;
  await database.withOrganization(organizationId, async (trx) => {
    const run = await trx
      .selectFrom("workflowRuns")
      .select(["state", "heldAt"])
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .forUpdate()
      .executeTakeFirst();
    if (run === undefined) throw unknownExecution();
    if (run.state === "ended") {
      throw new AppError("conflict", "This run is over.", { next: "Run it once more, from a step on too." });
    }
    if ((run.heldAt !== null) === isPaused) return;
    await trx
      .updateTable("workflowRuns")
      .set({ heldAt: isPaused ? new Date().toISOString() : null })
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .execute();
    if (isPaused) {
      const { pausedAt } = await trx
        .selectFrom("executions")
        .select("pausedAt")
        .where("organizationId", "=", organizationId)
        .where("id", "=", executionId)
        .executeTakeFirstOrThrow();
      // Where it has a process, it is parked when it gives that up.
      if (pausedAt !== null) await parkHeld(trx, { organizationId, executionId });
    }
    await database.notify(trx, isPaused ? heldChannel : runChannel, executionId);
    await recordAudit(trx, auditActor(context), {
      action: isPaused ? "workflow.pause_run" : "workflow.resume_run",
      targetKind: "execution",
      targetId: executionId,
    });
  });
  return { executionId, isPaused };
}
