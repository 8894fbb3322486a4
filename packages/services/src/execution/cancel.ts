import { setTimeout as wait } from "node:timers/promises";
import { type ExecutionStatus, executionStatusSchema, isExecutionFinished } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { cancelledEnd } from "./cancelled-end.ts";
import { endUnplaced } from "./end-unplaced.ts";
import { unknownExecution } from "./read.ts";

/** Notified with the id of a run that is to end. */
export const cancelChannel = "execution_cancelled";
/** How long the answer waits for another node to end its run. */
const remoteWaitMs = 5_000;
const pollMs = 100;

/** Cancels a run, on whichever node it is, and answers how it ended. A run that is over is left as it is. Throws `not_found`. */
export async function cancelExecution(
  context: Context,
  input: { executionId: string },
): Promise<{ executionId: string; status: ExecutionStatus }> {
  requireAccess(context, "execution.cancel");
  const { services, actor } = context;
  const { executionId } = input;
  const { status, isPaused } = await services.database.withOrganization(actor.organizationId, async (trx) => {
    const row = await trx
      .selectFrom("executions")
      .select(["status", "pausedAt"])
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", executionId)
      .executeTakeFirst();
    if (!row) throw unknownExecution();
    const found = executionStatusSchema.parse(row.status);
    if (isExecutionFinished(found)) return { status: found, isPaused: false };
    await recordAudit(trx, auditActor(context), {
      action: "execution.cancel",
      targetKind: "execution",
      targetId: executionId,
    });
    // Who misses the notification, or has died, finds it there.
    await trx
      .updateTable("executions")
      .set({ cancelledAt: new Date().toISOString() })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", executionId)
      .execute();
    await services.database.notify(trx, cancelChannel, executionId);
    if (row.pausedAt === null) return { status: found, isPaused: false };
    // Of this and a node that resumes it one gets it.
    const claimed = await trx
      .updateTable("executions")
      .set({ pausedAt: null, resumeAt: null })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", executionId)
      .where("pausedAt", "is not", null)
      .executeTakeFirst();
    return { status: found, isPaused: claimed.numUpdatedRows > 0n };
  });
  if (isExecutionFinished(status)) return { executionId, status };
  if (isPaused) {
    await endUnplaced(services, { organizationId: actor.organizationId, executionId }, cancelledEnd);
    return { executionId, status: "cancelled" };
  }
  const live = services.liveRuns.get(executionId);
  live?.abort.abort();
  await live?.finished;
  return { executionId, status: await endOf(context, executionId) };
}

/** How a run has ended, or its state where it does not end in time. */
async function endOf(context: Context, executionId: string): Promise<ExecutionStatus> {
  const { organizationId } = context.actor;
  const deadline = performance.now() + remoteWaitMs;
  for (;;) {
    const row = await context.services.database.withOrganization(organizationId, (trx) =>
      trx
        .selectFrom("executions")
        .select("status")
        .where("organizationId", "=", organizationId)
        .where("id", "=", executionId)
        .executeTakeFirst(),
    );
    if (!row) throw unknownExecution();
    const status = executionStatusSchema.parse(row.status);
    if (isExecutionFinished(status) || performance.now() > deadline) return status;
    await wait(pollMs);
  }
}
