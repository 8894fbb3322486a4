import type { AppError, ExecutionError, ExecutionStatus } from "@patchops/contract";
import type { Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";
import { appendEvents } from "./append-events.ts";
import { tellOfFailure } from "./tell-of-failure.ts";
import { sendWebhook } from "./webhook/index.ts";
import { endWorkflowRun } from "./workflow/end.ts";

/** Ends a run that has no process, with its last event. One that has ended stays as it is: false. */
export async function endUnplaced(
  services: Services,
  run: { organizationId: string; executionId: string },
  {
    status,
    error,
    isGivenUp,
  }: { status: ExecutionStatus; error: AppError | ExecutionError; isGivenUp?: boolean },
): Promise<boolean> {
  const { organizationId, executionId } = run;
  const at = new Date().toISOString();
  const { code, message, next, retryable } = error;
  return services.database.withOrganization(organizationId, async (trx) => {
    const ended = await trx
      .updateTable("executions")
      .set({
        status,
        error: storedJson({
          ...{ name: "Error", code, message, retryable },
          ...(next === undefined ? {} : { next }),
        }),
        finishedAt: at,
        pausedAt: null,
        resumeAt: null,
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .where("finishedAt", "is", null)
      .returning(["userId", "via"])
      .executeTakeFirst();
    if (ended === undefined) return false;
    await appendEvents(trx, run, [{ type: "state", status, at }]);
    if (ended.via === "workflow") {
      const told = { name: "Error", code, message, retryable };
      await endWorkflowRun(services, trx, { ...run, status, error: told, isGivenUp: isGivenUp === true });
      return true;
    }
    await sendWebhook(services, trx, run);
    await tellOfFailure(services, trx, { ...run, userId: ended.userId, status, message });
    return true;
  });
}
