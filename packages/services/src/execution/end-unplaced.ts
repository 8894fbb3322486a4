import type { AppError, ExecutionError, ExecutionStatus } from "@patchops/contract";
import type { Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";
import { outcomeOfRun } from "../usage/index.ts";
import { appendEvents } from "./append-events.ts";
import { beginRun } from "./begin-run.ts";
import { contextOfRun } from "./context-of-run.ts";
import { readHeader } from "./log/read-header.ts";
import { tellOfFailure } from "./tell-of-failure.ts";
import { sendWebhook } from "./webhook/index.ts";
import { endWorkflowRun } from "./workflow/end.ts";

interface UnplacedEnd {
  status: ExecutionStatus;
  error: AppError | ExecutionError;
  /** A person gave it up: nobody is to try again. */
  isGivenUp?: boolean;
}

/**
 * Ends a run that has no process, and will have none: with its last event, and with the usage row that it began with, since whoever gave it up
 * or died under it left none. One that has ended stays as it is.
 */
export async function endUnplaced(
  services: Services,
  run: { organizationId: string; executionId: string },
  end: UnplacedEnd,
): Promise<void> {
  const { organizationId, executionId } = run;
  const header = await readHeader(services, run);
  const {
    code,
    cpuMs,
    status: before,
  } = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions")
      .select(["code", "cpuMs", "status"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .executeTakeFirstOrThrow(),
  );
  // Begun first: a process that dies in between still leaves its one row.
  const metered =
    header === null
      ? null
      : beginRun(contextOfRun(services, header), code, {
          executionId,
          promptSessionId: header.promptSessionId ?? undefined,
          rowId: header.rowId,
        });
  let isEnded = false;
  try {
    isEnded = await storeUnplacedEnd(services, run, end);
  } finally {
    if (!isEnded) metered?.drop();
  }
  if (!isEnded) return;
  await metered?.end({
    outcome: end.status === "quota_exceeded" ? "refused" : outcomeOfRun(end.status),
    errorCode: end.error.code ?? null,
    errorMessage: end.error.message,
    // One that was still queued never began.
    wasSent: before !== "queued",
    bytesOut: 0,
    queueMs: 0,
    upstreamMs: null,
    cpuMs: cpuMs ?? 0,
  });
}

/** false: it had ended. */
async function storeUnplacedEnd(
  services: Services,
  run: { organizationId: string; executionId: string },
  { status, error, isGivenUp }: UnplacedEnd,
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
