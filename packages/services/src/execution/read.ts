import { setTimeout as wait } from "node:timers/promises";
import {
  AppError,
  type Execution,
  type ExecutionCall,
  type ExecutionEvent,
  type ExecutionEventsInput,
  type ExecutionStatus,
  type ExecutionStep,
  executionErrorSchema,
  executionEventSchema,
  executionStatusSchema,
  isExecutionFinished,
  type Log,
} from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { originOf } from "./origin-of.ts";
import { queueMsOf } from "./queue-ms-of.ts";
import { errorWithoutSaid, withoutSaid } from "./without-said.ts";

async function readRow(context: Context, executionId: string) {
  const { organizationId } = context.actor;
  const row = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions")
      .innerJoin("users", "users.id", "executions.userId")
      .leftJoin("runWebhooks as w", (join) =>
        join
          .onRef("w.organizationId", "=", "executions.organizationId")
          .onRef("w.executionId", "=", "executions.id"),
      )
      .selectAll("executions")
      .select(["w.url as webhookUrl", "w.status as webhookStatus", "w.attempts as webhookAttempts"])
      .select(["w.httpStatus as webhookHttpStatus", "w.error as webhookError", "w.nextAt as webhookNextAt"])
      .select(["users.name as userName", "users.email as userEmail"])
      .where("executions.organizationId", "=", organizationId)
      .where("executions.id", "=", executionId)
      .executeTakeFirst(),
  );
  if (!row) throw unknownExecution();
  return row;
}

/** Alike for unknown and foreign runs. */
export function unknownExecution(): AppError {
  return new AppError("not_found", "There is no such run.");
}

const pageSize = 10_000;

interface RunIds {
  organizationId: string;
  executionId: string;
}

async function readEvents(
  { database }: Pick<Services, "database">,
  { organizationId, executionId }: RunIds,
  after: number,
): Promise<ExecutionEvent[]> {
  const rows = await database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executionEvents")
      .select("event")
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .where("sequence", ">", after)
      .orderBy("sequence")
      .limit(pageSize)
      .execute(),
  );
  return rows.map((row) => executionEventSchema.parse(row.event));
}

/** What has happened in a run so far. */
export async function readStoredEvents(
  services: Pick<Services, "database">,
  run: RunIds,
): Promise<ExecutionEvent[]> {
  const events: ExecutionEvent[] = [];
  for (;;) {
    const page = await readEvents(services, run, events.at(-1)?.sequence ?? 0);
    events.push(...page);
    if (page.length < pageSize) return events;
  }
}

/** A run with its logs and calls, finished or not. Throws `not_found`. */
export async function getExecution(context: Context, input: { executionId: string }): Promise<Execution> {
  requireAccess(context, "execution.get");
  // Looked up first: a run that ends in between has stored everything by the time its row says so.
  const live = context.services.liveRuns.get(input.executionId);
  const row = await readRow(context, input.executionId);
  const events =
    live?.events ??
    (await readStoredEvents(context.services, {
      organizationId: context.actor.organizationId,
      executionId: input.executionId,
    }));
  const stored = executionStatusSchema.parse(row.status);
  // The row follows the events of a run that goes on.
  const status = live && !isExecutionFinished(stored) ? live.status : stored;
  const logs: Log[] = [];
  const calls = new Map<string, ExecutionCall>();
  const steps = new Map<number, ExecutionStep>();
  const last = events.findLast((event) => event.type === "log");
  const isLook = context.actor.impersonation !== undefined;
  const error = row.error === null ? null : executionErrorSchema.parse(row.error);
  for (const event of isLook ? events.map(withoutSaid) : events) {
    if (event.type === "log") logs.push(event.log);
    if (event.type === "call") calls.set(event.call.callId, event.call);
    if (event.type === "step") steps.set(event.step.number, event.step);
  }
  return {
    executionId: row.id,
    status,
    ...(row.result === null || isLook ? {} : { result: row.result }),
    error: error !== null && isLook ? errorWithoutSaid(error) : error,
    logs,
    logsTruncated: last?.log.text.startsWith(logsTruncatedText) ?? false,
    toolCalls: isExecutionFinished(status) ? row.toolCalls : calls.size,
    calls: [...calls.values()],
    steps: [...steps.values()],
    usage: {
      cpuMs: row.cpuMs ?? 0,
      wallMs: row.wallMs ?? (live && live.beganAt !== null ? performance.now() - live.startedMs : 0),
      queueMs: queueMsOf(row),
      memoryPeakBytes: row.memoryPeakBytes ?? 0,
    },
    ...awaitedOf(status, events),
    code: row.code,
    ...(row.input === null || isLook ? {} : { input: row.input }),
    limits: row.limits,
    ...originOf(row),
    webhook:
      row.webhookUrl === null
        ? null
        : {
            url: row.webhookUrl,
            status: row.webhookStatus ?? "waiting",
            attempts: row.webhookAttempts ?? 0,
            httpStatus: row.webhookHttpStatus,
            error: row.webhookError,
            nextAt: row.webhookNextAt,
          },
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}

function awaitedOf(
  status: ExecutionStatus,
  events: readonly ExecutionEvent[],
): Pick<Execution, "waitsFor" | "approvals" | "sleepsUntil"> {
  const latest = events.findLast((event) => event.type === "state");
  const isWaiting = status === "awaiting_sign_in" || status === "awaiting_approval";
  const sleepsUntil = (status === "sleeping" && latest?.type === "state" && latest.until) || null;
  if (!isWaiting || latest?.type !== "state") return { waitsFor: [], approvals: [], sleepsUntil };
  return { waitsFor: latest.waitsFor ?? [], approvals: latest.approvals ?? [], sleepsUntil };
}

/** The last line of a log whose budget was spent. */
export const logsTruncatedText = "Log budget spent, later lines were dropped";

const pollMs = 250;

/** A run's events after a sequence, as they come; ends when the run has ended. */
export async function* executionEvents(
  context: Context,
  input: ExecutionEventsInput,
  signal: AbortSignal,
): AsyncGenerator<ExecutionEvent> {
  requireAccess(context, "execution.events");
  const { executionId } = input;
  await readRow(context, executionId);
  const shown = context.actor.impersonation === undefined ? (event: ExecutionEvent) => event : withoutSaid;
  let after = Math.max(input.after ?? 0, Number.parseInt(input.lastEventId ?? "0", 10) || 0);
  while (!signal.aborted) {
    // A run that is paused leaves its node, and may come back.
    for await (const event of context.services.liveRuns.get(executionId)?.listen(after, signal) ?? []) {
      after = event.sequence;
      yield shown(event);
    }
    if (signal.aborted) return;
    const { status } = await readRow(context, executionId);
    const events = await readEvents(
      context.services,
      { organizationId: context.actor.organizationId, executionId },
      after,
    );
    for (const event of events) {
      if (signal.aborted) return;
      after = event.sequence;
      yield shown(event);
    }
    if (events.length === 0) {
      if (isExecutionFinished(executionStatusSchema.parse(status))) return;
      await wait(pollMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
