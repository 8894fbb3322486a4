import {
  AppError,
  type DecideExecutionInput,
  decideExecutionInput,
  type ExecutionStatus,
} from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { appendEvents } from "./append-events.ts";
import { endUnplaced } from "./end-unplaced.ts";
import { unknownExecution } from "./read.ts";
import { stoppedError } from "./stopped-error.ts";

/**
 * A person's word on a run that was broken off while a call was under way that cannot simply be made again: `repeat` sends it again
 * and lets the run go on, `give_up` ends the run. Throws `not_found`, and `conflict` where nothing is to be decided.
 */
export async function decideExecution(
  context: Context,
  rawInput: DecideExecutionInput,
): Promise<{ executionId: string; status: ExecutionStatus }> {
  requireAccess(context, "execution.decide");
  const { executionId, decision } = decideExecutionInput.parse(rawInput);
  const { services, actor } = context;
  const run = { organizationId: actor.organizationId, executionId };
  const now = new Date().toISOString();
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const found = await trx
      .selectFrom("executions")
      .select("status")
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", executionId)
      .forUpdate()
      .executeTakeFirst();
    if (!found) throw unknownExecution();
    if (found.status !== "needs_decision") {
      throw new AppError("conflict", "Nothing is to be decided about this run.", {
        next: "Look at it again: somebody else may have decided.",
      });
    }
    const isRepeated = decision === "repeat";
    await trx
      .updateTable("executions")
      .set({ status: "running", ...(isRepeated ? { error: null, pausedAt: now, resumeAt: now } : {}) })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", executionId)
      .execute();
    if (isRepeated) await appendEvents(trx, run, [{ type: "state", status: "running", at: now }]);
    await recordAudit(trx, auditActor(context), {
      action: "execution.decide",
      targetKind: "execution",
      targetId: executionId,
      data: { decision },
    });
  });
  if (decision === "repeat") return { executionId, status: "running" };
  await endUnplaced(services, run, { status: "interrupted", error: stoppedError, isGivenUp: true });
  return { executionId, status: "interrupted" };
}
