import { AppError, newId, type RerunWorkflowInput, rerunWorkflowInput } from "@patchops/contract";
import { requireVerifiedEmail } from "../../account/index.ts";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { unknownExecution } from "../read.ts";
import { actorOf } from "./actor-of.ts";
import { cutLog } from "./cut-log.ts";
import { enqueueRun } from "./enqueue.ts";
import { findVersion } from "./find.ts";
import { requireReach } from "./require-reach.ts";

/**
 * Runs a workflow's run once more with its input, as a run of its own: all of it, or from a step on, with what came before as it was. One that was
 * among the dead is none any more. Throws `not_found`, `conflict` while it goes on.
 */
export async function rerunWorkflow(
  context: Context,
  rawInput: RerunWorkflowInput,
): Promise<{ executionId: string }> {
  requireAccess(context, "workflow.rerun");
  const { executionId, fromStep, latest } = rerunWorkflowInput.parse(rawInput);
  await requireVerifiedEmail(context);
  const { services, actor, requestId } = context;
  const { organizationId } = actor;
  if (fromStep !== undefined) {
    if (latest) throw new AppError("invalid_input", "From a step on a run keeps its version.");
    await cutLog(services, { organizationId, executionId, step: fromStep });
  }
  return services.database.withOrganization(organizationId, async (trx) => {
    const run = await trx
      .selectFrom("workflowRuns as r")
      .innerJoin("executions as e", (join) =>
        join.onRef("e.organizationId", "=", "r.organizationId").onRef("e.id", "=", "r.executionId"),
      )
      .innerJoin("workflows as w", (join) =>
        join.onRef("w.organizationId", "=", "r.organizationId").onRef("w.id", "=", "r.workflowId"),
      )
      .select([
        "r.version",
        "r.state",
        "e.input",
        "w.id",
        "w.name",
        "w.userId",
        "w.scopes",
        "w.publishedVersion",
      ])
      .where("r.organizationId", "=", organizationId)
      .where("r.executionId", "=", executionId)
      .executeTakeFirst();
    if (run === undefined) throw unknownExecution();
    if (run.state !== "ended") {
      throw new AppError("conflict", "This run is not over.", { next: "Cancel it first, or wait." });
    }
    const number = latest ? (run.publishedVersion ?? run.version) : run.version;
    const workflow = { ...run, organizationId };
    const version = await findVersion(trx, { organizationId, workflowId: run.id, version: number });
    requireReach(actor, version.config);
    const queued = await enqueueRun(services, trx, {
      actor: await actorOf(trx, workflow, version.config.profile),
      ...{ workflow, version, input: run.input ?? undefined, trigger: "rerun", requestId },
      ...(fromStep !== undefined && { goesOnFrom: { executionId, step: fromStep } }),
    });
    await trx
      .updateTable("workflowRuns")
      .set({ isDead: false })
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .execute();
    const made = queued?.executionId ?? newId();
    await recordAudit(trx, auditActor(context), {
      action: "workflow.rerun",
      targetKind: "execution",
      targetId: made,
      data: { name: run.name, of: executionId, ...(fromStep !== undefined && { fromStep }) },
    });
    return { executionId: made };
  });
}
