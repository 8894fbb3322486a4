import { type ExecutionEvent, newId, type WorkflowConfig, type WorkflowTrigger } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { sealValues } from "../../connection/index.ts";
import type { Actor, Services } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { storedJson } from "../../stored-json.ts";
import { fetchHostsOf } from "../fetch-from-code.ts";
import { limitsOf } from "../limits-of.ts";
import type { RunHeader, StoredEntry, WorkflowHeader } from "../log/stored-entry.ts";
import type { KnownRun } from "../resume.ts";
import type { RunPlace } from "../run-places.ts";
import { runChannel } from "./run-channel.ts";
import { valueAt } from "./value-at.ts";

export interface QueuedRun {
  actor: Actor;
  workflow: { id: string; name: string };
  version: { version: number; code: string; config: WorkflowConfig };
  input: unknown;
  trigger: WorkflowTrigger;
  requestId: string;
  /** Not before then; default now. */
  dueAt?: string | undefined;
  scheduledFor?: string | undefined;
  idempotencyKey?: string | undefined;
  parent?: { executionId: string } | undefined;
  /** How many workflows called each other to come here; default 0. */
  depth?: number | undefined;
  /** Of a further attempt. */
  attempt?: { number: number; rootId: string };
  goesOnFrom?: WorkflowHeader["goesOnFrom"];
  /** Of whoever asked for it. */
  promptSessionId?: string | undefined;
  client?: RunHeader["client"];
  /** Of this node, for one that may begin right after it is stored. */
  place?: RunPlace | null;
}

export interface EnqueuedRun {
  executionId: string;
  /** Where it is stored as this node's: leads it from its beginning, once the transaction has ended. */
  begin: (() => void) | null;
}

/**
 * Stores a run of a workflow in the transaction of its cause. It goes into the queue: an execution that waits for its time and its place,
 * like one that was given up, and that any node takes. Where this node has a place for it, and its workflow counts none, it is stored as
 * taken already. Answers null where its idempotency key has made a run before.
 */
export async function enqueueRun(
  services: Services,
  trx: Transaction,
  run: QueuedRun,
): Promise<EnqueuedRun | null> {
  const { actor, workflow, version, trigger, input, attempt } = run;
  const { organizationId } = actor;
  const { config } = version;
  const executionId = newId();
  const now = new Date().toISOString();
  const snapshot = await services.snapshots.get(organizationId);
  const ownPlace = run.dueAt === undefined && !config.concurrency ? run.place : null;
  const inputText = input === undefined ? null : storedJson(input);
  const limits = limitsOf(
    config.limits as Parameters<typeof limitsOf>[0],
    planOf(services, snapshot).execution,
  );
  const place = { organizationId, executionId };
  const rootId = attempt?.rootId ?? executionId;
  const { depth = 0, promptSessionId = null, client = null } = run;
  if (run.idempotencyKey !== undefined) {
    // Of two requests at the same instant the second one sees what the first one has made.
    const starts = `workflow run ${workflow.id} ${run.idempotencyKey}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${starts}, 0))`.execute(trx);
    const known = await trx
      .selectFrom("workflowRuns")
      .select("executionId")
      .where("organizationId", "=", organizationId)
      .where("workflowId", "=", workflow.id)
      .where("idempotencyKey", "=", run.idempotencyKey)
      .executeTakeFirst();
    if (known !== undefined) return null;
  }
  const event: ExecutionEvent = { type: "state", status: "queued", at: now, sequence: 1 };
  const context = { services, actor, via: "workflow" as const, client };
  const visit = { requestId: run.requestId, address: null, userAgent: null };
  const header: RunHeader = {
    ...{ actor, via: context.via, client, ...visit, promptSessionId, rowId: newId(), limits },
    isInputNull: input === null,
    hasFetch: (await fetchHostsOf({ ...context, ...visit })) !== null,
    ...{ waitForSignIn: true, waitForApproval: true, repeatCalls: config.repeatCalls, isDetached: true },
    workflow: {
      ...{ id: workflow.id, name: workflow.name, version: version.version, rootId, depth },
      attempt: attempt?.number ?? 1,
      callRetries: config.retries.call,
      ...(run.goesOnFrom && { goesOnFrom: run.goesOnFrom }),
    },
  };
  const text = JSON.stringify([["run", header] satisfies StoredEntry]);
  const logId = newId();
  const sealPlace = { organizationId, row: logId, field: "execution_log" };
  const [sealed = ""] = await sealValues(services, trx, [{ place: sealPlace, value: text }]);
  const key = config.concurrency?.key;
  const keyValue = key === undefined ? null : JSON.stringify(valueAt(input, key) ?? null).slice(0, 200);
  // One statement: each question takes as long as the whole of them does to be answered.
  await trx
    .with("execution", (query) =>
      query.insertInto("executions").values({
        ...{ organizationId, id: executionId, userId: actor.userId, apiKeyId: null, via: "workflow" },
        ...{ profile: actor.profile, code: version.code, status: "queued", requestId: run.requestId },
        ...{ input: inputText, limits: storedJson(limits) },
        ...{ clientName: client?.name ?? null, clientVersion: client?.version ?? null },
        ...{ promptSessionId, snippetName: workflow.name },
        ...{ createdAt: now, startedAt: null },
        ...(ownPlace ? { pausedAt: null, resumeAt: now } : { pausedAt: now, resumeAt: null }),
      }),
    )
    .with("run", (query) =>
      query.insertInto("workflowRuns").values({
        ...{ ...place, workflowId: workflow.id, version: version.version, trigger },
        ...{ dueAt: run.dueAt ?? now, rootId, depth },
        ...{ concurrencyKey: keyValue, concurrencyLimit: config.concurrency?.limit ?? null },
        ...{ attempt: attempt?.number ?? 1, parentId: run.parent?.executionId ?? null },
        ...{ idempotencyKey: run.idempotencyKey ?? null, scheduledFor: run.scheduledFor ?? null },
        ...{ heldAt: null, createdAt: now },
        ...(ownPlace
          ? { state: "active", nodeId: ownPlace.nodeId, seenAt: sql<string>`now()` }
          : { state: "queued", nodeId: null, seenAt: null }),
      }),
    )
    .with("event", (query) =>
      query
        .insertInto("executionEvents")
        .values({ ...place, sequence: event.sequence, event: storedJson(event) }),
    )
    .insertInto("executionLog")
    .values({ ...place, id: logId, part: 0, sealed })
    .execute();
  if (!ownPlace) {
    await services.database.notify(trx, runChannel, executionId);
    return { executionId, begin: null };
  }
  const row = {
    ...{ code: version.code, status: "queued", input: inputText === null ? null : JSON.parse(inputText) },
    ...{ cpuMs: null, wallMs: null, startedAt: null, cancelledAt: null, heldAt: null },
  };
  const log = { header, entries: [], parts: 1, bytes: Buffer.byteLength(text) };
  const known: KnownRun = { row, events: [event], log, actor };
  return { executionId, begin: () => ownPlace.take({ ...place, pausedAt: now }, known) };
}
