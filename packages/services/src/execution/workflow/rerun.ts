import { AppError, newId, type RerunWorkflowInput, rerunWorkflowInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { requireVerifiedEmail } from "../../account/index.ts";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { unknownExecution } from "../read.ts";
import { actorOf } from "./actor-of.ts";
import { cutLog } from "./cut-log.ts";
import { enqueueRun } from "./enqueue.ts";
import { findVersion } from "./find.ts";
import { readInput } from "./read-input.ts";
import { requireReach } from "./require-reach.ts";

/**
 * Runs a workflow's run once more with its input, as a run of its own: all of it, or from a step on, with what came before as it was. One that was
 * among the dead is none any more. Throws `not_found`, `conflict` while it goes on, or where its
 * workflow was removed.
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
  if (fromStep !== undefined && latest) {
    throw new AppError("invalid_input", "From a step on a run keeps its version.");
  }
  const place = { organizationId, executionId };
  const { database } = services;
  await database.withOrganization(organizationId, (trx) => findEnded(trx, place));
  if (fromStep !== undefined) await cutLog(services, { ...place, step: fromStep });
  return database.withOrganization(organizationId, async (trx) => {
    const { run, workflow } = await findEnded(trx, place);
    const number = latest ? (workflow.publishedVersion ?? run.version) : run.version;
    const version = await findVersion(trx, { organizationId, workflowId: workflow.id, version: number });
    requireReach(actor, version.config);
    const queued = await enqueueRun(services, trx, {
      actor: await actorOf(trx, workflow, version.config.profile),
      ...{ workflow, version, input: await readInput(trx, place), trigger: "rerun", requestId },
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
      data: { name: workflow.name, of: executionId, ...(fromStep !== undefined && { fromStep }) },
    });
    return { executionId: made };
  });
}

/** A run that is over, and its workflow. */
async function findEnded(
  trx: Transaction,
  { organizationId, executionId }: { organizationId: string; executionId: string },
) {
  const run = await trx
    .selectFrom("workflowRuns as r")
    .innerJoin("executions as e", (join) =>
      join.onRef("e.organizationId", "=", "r.organizationId").onRef("e.id", "=", "r.executionId"),
    )
    .select(["r.version", "r.state", "r.workflowId", "e.snippetName"])
    .where("r.organizationId", "=", organizationId)
    .where("r.executionId", "=", executionId)
    .executeTakeFirst();
  if (run === undefined) throw unknownExecution();
  if (run.state !== "ended") {
    throw new AppError("conflict", "This run is not over.", { next: "Cancel it first, or wait." });
  }
  const workflow = await trx
    .selectFrom("workflows")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("id", "=", run.workflowId)
    .executeTakeFirst();
  if (workflow === undefined) {
    throw new AppError(
      "conflict",
      `The workflow ${run.snippetName ?? "of this run"} was removed: its runs are not run again.`,
      {
        next: "Open the run in the playground: its program and input are there.",
      },
    );
  }
  return { run, workflow };
}
