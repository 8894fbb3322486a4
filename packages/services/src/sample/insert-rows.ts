import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { createToken, hashToken } from "@patchops/vault";
import { insertEntries } from "../audit/index.ts";
import { storedJson } from "../stored-json.ts";
import type { SampleMonth } from "./sample-month.ts";
import type { SampleRun } from "./sample-run.ts";

const batchSize = 500;

async function inBatches<T>(
  rows: readonly T[],
  insert: (batch: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchSize)
    await insert(rows.slice(start, start + batchSize));
}

const iso = (ms: number) => new Date(ms).toISOString();
const sessionIdleMs = 30 * 60_000;

/** Clients' sessions; those of the last half hour are still open. */
export async function insertSessions(
  trx: Transaction,
  organizationId: string,
  { sessions }: SampleMonth,
  nowMs: number,
): Promise<void> {
  const rows = sessions.map(({ id, person, client, startedMs, lastSeenMs }) => ({
    organizationId,
    id,
    tokenHash: hashToken(createToken()),
    userId: person.userId,
    apiKeyId: person.apiKeyId,
    endpoint: "/mcp",
    protocolVersion: "2025-11-25",
    clientName: client.name,
    clientVersion: client.version,
    capabilities: storedJson({ roots: { listChanged: true } }),
    address: "203.0.113.24",
    userAgent: client.userAgent,
    createdAt: iso(startedMs),
    lastSeenAt: iso(lastSeenMs),
    endedAt: nowMs - lastSeenMs < sessionIdleMs ? null : iso(lastSeenMs),
  }));
  await inBatches(rows, (batch) =>
    trx
      .insertInto("promptSessions")
      .values([...batch])
      .execute(),
  );
}

/** Runs with everything that was told of them while they ran. */
export async function insertRuns(
  trx: Transaction,
  organizationId: string,
  runs: readonly SampleRun[],
): Promise<void> {
  const rows = runs.map((run) => ({
    organizationId,
    id: run.id,
    userId: run.caller.userId,
    apiKeyId: run.caller.apiKeyId,
    via: run.caller.via === "dashboard" || run.caller.via === "cli" ? run.caller.via : ("sdk" as const),
    code: run.program.code,
    limits: storedJson({ timeoutMs: 60_000, memoryMb: 128 }),
    status: run.status,
    result: run.status === "succeeded" ? storedJson(run.program.result) : null,
    error: run.error === null ? null : storedJson(run.error),
    toolCalls: run.calls,
    cpuMs: run.cpuMs,
    wallMs: run.finishedMs - run.startedMs,
    memoryPeakBytes: run.memoryPeakBytes,
    createdAt: iso(run.startedMs),
    startedAt: iso(run.startedMs),
    finishedAt: iso(run.finishedMs),
  }));
  await inBatches(rows, (batch) =>
    trx
      .insertInto("executions")
      .values([...batch])
      .execute(),
  );
  const events = runs.flatMap((run) =>
    run.events.map((event) => ({
      organizationId,
      executionId: run.id,
      sequence: event.sequence,
      event: storedJson(event),
      createdAt: iso(run.startedMs),
    })),
  );
  await inBatches(events, (batch) =>
    trx
      .insertInto("executionEvents")
      .values([...batch])
      .execute(),
  );
}

/** What people did besides calling: each run that they started stands in the audit, as real ones do. */
export async function insertAudit(
  trx: Transaction,
  organizationId: string,
  entries: readonly {
    atMs: number;
    userId: string;
    action: string;
    targetKind: string;
    targetId: string;
    data?: Record<string, unknown>;
  }[],
): Promise<void> {
  const people = await trx
    .selectFrom("users")
    .select(["id", "email"])
    .where("id", "in", [...new Set(entries.map(({ userId }) => userId))])
    .execute();
  const emails = new Map(people.map(({ id, email }) => [id, email]));
  // Their places in the chain follow their ids, which are made here: the oldest first.
  const inOrder = entries.toSorted((a, b) => a.atMs - b.atMs);
  const rows = inOrder.map(({ atMs, userId, data, ...entry }) => ({
    ...entry,
    organizationId,
    id: newId(),
    at: iso(atMs),
    actorKind: "user" as const,
    actorId: userId,
    actorName: emails.get(userId) ?? null,
    data: data ?? {},
    before: null,
    after: null,
    address: "203.0.113.24",
    requestId: null,
  }));
  await inBatches(rows, (batch) => insertEntries(trx, batch));
}
