import type { ExecutionError, ExecutionEvent } from "@patchops/contract";
import type { RunResult } from "@patchops/sandbox";
import type { Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";
import { withPatience } from "../with-patience.ts";
import type { LiveRun } from "./live-run.ts";
import type { LogKeeper } from "./log/keep-log.ts";
import { storeEvents } from "./persist-events.ts";
import { isRunTaken, requireOwnRun } from "./require-own-run.ts";
import { tellOfFailure } from "./tell-of-failure.ts";
import { sendWebhook } from "./webhook/index.ts";
import { endWorkflowRun } from "./workflow/end.ts";

/**
 * Stores how a run ended: its events, then result and last event in one transaction, so that whoever sees it finished
 * finds everything. Tries again while the database is away; when it stays away, the run is left to be reaped. Rejects where another node has it.
 */
export async function storeEnd(
  services: Services,
  end: {
    live: LiveRun;
    outcome: RunResult;
    last: ExecutionEvent;
    finishedAt: string;
    drain: () => Promise<void>;
    log: LogKeeper;
  },
): Promise<void> {
  await withPatience(async () => {
    await end.drain();
    await end.log.flush();
    await storeOutcome(services, end);
  }, isRunTaken);
}

async function storeOutcome(
  services: Services,
  end: { live: LiveRun; outcome: RunResult; last: ExecutionEvent; finishedAt: string },
): Promise<void> {
  const { live, outcome, last, finishedAt } = end;
  const { organizationId, executionId } = live;
  const error: ExecutionError | null = outcome.error ?? null;
  await services.database.withOrganization(organizationId, async (trx) => {
    await requireOwnRun(services, trx, live);
    await storeEvents(trx, live, [last]);
    await trx
      .updateTable("executions")
      .set({
        status: outcome.status,
        result: outcome.result === undefined ? null : storedJson(outcome.result),
        error: error ? storedJson(error) : null,
        toolCalls: outcome.usage.toolCalls,
        cpuMs: outcome.usage.cpuMs,
        wallMs: outcome.usage.wallMs,
        memoryPeakBytes: outcome.usage.memoryPeakBytes,
        finishedAt,
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .execute();
    const isTriedAgain =
      live.isWorkflow &&
      (await endWorkflowRun(services, trx, { organizationId, executionId, status: outcome.status, error }));
    if (isTriedAgain) return;
    await trx
      .deleteFrom("executionLog")
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .where((where) =>
        where.exists(
          where.selectFrom("organizations").where("id", "=", organizationId).where("runLogDays", "=", 0),
        ),
      )
      .execute();
    if (!live.isWorkflow) await sendWebhook(services, trx, live);
    // Who watches a run sees its end.
    if (live.isDetached && !live.isWorkflow) {
      const { userId } = live.starter;
      const { status } = outcome;
      await tellOfFailure(services, trx, {
        organizationId,
        executionId,
        userId,
        status,
        message: error?.message,
      });
    }
  });
}
