import {
  AppError,
  type ExecutionError,
  type ExecutionStatus,
  newId,
  type WorkflowConfig,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { notify } from "../../notification/index.ts";
import { actorOf } from "./actor-of.ts";
import { enqueueRun } from "./enqueue.ts";
import { findVersion } from "./find.ts";
import { isReachable } from "./is-reachable.ts";
import { readInput } from "./read-input.ts";
import { runChannel } from "./run-channel.ts";

const worthAnotherAttempt: readonly ExecutionStatus[] = [
  "failed",
  "timed_out",
  "memory_exceeded",
  "interrupted",
];

interface EndedRun {
  organizationId: string;
  executionId: string;
  status: ExecutionStatus;
  error: ExecutionError | null;
  /** A person gave it up: nobody is to try again. */
  isGivenUp?: boolean;
}

/**
 * In the transaction that ends a workflow's run: its place is free; where it failed, a further attempt is queued, or, after the last
 * one, it is put among the dead and those who are to know are told; whoever waits for it is woken. Answers whether another attempt follows.
 */
export async function endWorkflowRun(services: Services, trx: Transaction, run: EndedRun): Promise<boolean> {
  const { organizationId, executionId, status } = run;
  const ended = await trx
    .updateTable("workflowRuns")
    .set({ state: "ended" })
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .where("state", "<>", "ended")
    .returningAll()
    .executeTakeFirst();
  if (ended === undefined) return false;
  const workflow = await trx
    .selectFrom("workflows")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("id", "=", ended.workflowId)
    .executeTakeFirst();
  const failed = status !== "succeeded" && status !== "cancelled";
  if (workflow !== undefined) {
    const version = await findVersion(trx, {
      organizationId,
      workflowId: workflow.id,
      version: ended.version,
    });
    const { attempts, backoffMs, maxBackoffMs } = version.config.retries.run;
    const isTriedAgain =
      failed && run.isGivenUp !== true && worthAnotherAttempt.includes(status) && ended.attempt < attempts;
    if (isTriedAgain) {
      // In a frozen organization it waits for the end of that, as everything that is queued does.
      const actor = await actorOf(trx, workflow, version.config.profile, { isFrozenToo: true }).catch(
        refusal,
      );
      const pauseMs = Math.min(maxBackoffMs, backoffMs * 2 ** (ended.attempt - 1));
      const next =
        actor &&
        (await enqueueRun(services, trx, {
          ...{ actor, workflow, version, trigger: ended.trigger, requestId: newId() },
          input: await readInput(trx, run),
          dueAt: new Date(Date.now() + pauseMs).toISOString(),
          scheduledFor: ended.scheduledFor ?? undefined,
          depth: ended.depth,
          ...(ended.parentId && { parent: { executionId: ended.parentId } }),
          attempt: { number: ended.attempt + 1, rootId: ended.rootId },
          goesOnFrom: { executionId, step: null },
        }));
      if (next) return true;
    }
    await noteOutcome(services, trx, { run, failed, workflow, config: version.config });
  }
  if (ended.parentId !== null) await wakeParent(trx, { organizationId, executionId: ended.parentId });
  await services.database.notify(trx, runChannel, executionId);
  return false;
}

/** Whom it runs for may not act any more: nobody tries again. */
function refusal(error: unknown): null {
  if (error instanceof AppError && error.code === "forbidden") return null;
  throw error;
}

/** Its row is changed in any case: so whoever pauses it meanwhile sees this end, or this sees the pause (`durable/wake-if-done`). */
async function wakeParent(trx: Transaction, parent: { organizationId: string; executionId: string }) {
  await sql`
    update executions set resume_at = case when paused_at is null then resume_at else now() end
    where organization_id = ${parent.organizationId} and id = ${parent.executionId} and finished_at is null
  `.execute(trx);
}

async function noteOutcome(
  services: Services,
  trx: Transaction,
  {
    run,
    failed,
    workflow,
    config,
  }: {
    run: EndedRun;
    failed: boolean;
    workflow: { id: string; name: string; userId: string; failuresInRow: number };
    config: WorkflowConfig;
  },
): Promise<void> {
  const { organizationId, executionId, status, error } = run;
  const { id, name, userId } = workflow;
  if (!failed) {
    if (status !== "succeeded" || workflow.failuresInRow === 0) return;
    await trx
      .updateTable("workflows")
      .set({ failuresInRow: 0 })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    return;
  }
  await trx
    .updateTable("workflowRuns")
    .set({ isDead: true })
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .execute();
  const { pauseAfter, webhook } = config.onFailure;
  const { failuresInRow } = await trx
    .updateTable("workflows")
    .set(({ eb }) => ({ failuresInRow: eb("failuresInRow", "+", 1) }))
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .returning("failuresInRow")
    .executeTakeFirstOrThrow();
  const isPaused = pauseAfter > 0 && failuresInRow >= pauseAfter;
  if (isPaused) {
    await trx
      .updateTable("workflows")
      .set({ pausedAt: new Date().toISOString(), pauseReason: `${failuresInRow} runs in a row failed.` })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .where("pausedAt", "is", null)
      .execute();
    // It is no tool any more.
    await services.database.notify(trx, "organization_changed", organizationId);
  }
  const where = error?.line === undefined ? "" : ` (line ${error.line})`;
  const why = `${(error?.message ?? `It ended as ${status.replaceAll("_", " ")}.`).slice(0, 300)}${where}`;
  if (config.onFailure.notify) {
    await notify(services, trx, {
      ...{ organizationId, kind: "workflow", userIds: [userId] },
      isForThemAlone: await isReachable(trx, { organizationId, userId }),
      title: `The workflow ${name} failed`,
      text: isPaused ? `${why} It is paused now.` : why,
      path: `/runs/${executionId}`,
      data: { executionId, status, workflow: name, isPaused },
    });
  }
  if (webhook !== undefined) {
    await trx
      .insertInto("runWebhooks")
      .values({ organizationId, executionId, url: webhook, httpStatus: null, error: null, nextAt: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await services.jobs.send(trx, "run-webhook", { organizationId, executionId, attempt: 1 });
  }
}
