import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { openTestDatabase } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { interruptedRecord, usageRecord } from "./journal/usage-record.ts";
import { openMeter } from "./open-meter.ts";
import { storeBatch } from "./store-batch.ts";
import { journalDirectory, memoryLog, testCall, testEnd } from "./test-meter.ts";
import { usageTotals } from "./test-totals.ts";

const { database } = await openTestDatabase(openDatabase);
const { directory, remove } = journalDirectory();
const log = memoryLog();
const meter = await openMeter({ database, directory, log });
afterAll(async () => {
  await meter.close();
  remove();
});

function eventsOf(organizationId: string) {
  return database.system
    .selectFrom("usageEvents")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .orderBy("id")
    .execute();
}

test("64 callers at once are counted exactly, in events, rollups and the period alike", async () => {
  const organizationId = newId();
  await Promise.all(
    Array.from({ length: 64 }, async (_, caller) => {
      for (let turn = 0; turn < 50; turn += 1) {
        const call = meter.begin(testCall(organizationId, { tool: `tool_${caller % 7}` }));
        await call.sentUpstream();
        if (turn % 10 === 0)
          await call.end(testEnd({ outcome: "error", errorCode: "timeout", wasSent: turn > 0 }));
        else await call.end(testEnd());
      }
    }),
  );
  for (let run = 0; run < 3; run += 1) {
    const dimensions = testCall(organizationId, {
      kind: "execution",
      method: "execution",
      connectionId: null,
    });
    await meter.begin(dimensions).end(testEnd({ cpuMs: 10.2 }));
  }
  await meter.flush();
  expect(await usageTotals(database, organizationId)).toEqual({
    events: { calls: 3_200, failures: 320, executions: 3, units: 3_136, timed: 3_200 },
    hours: { calls: 3_200, failures: 320, executions: 3, timed: 3_200 },
    days: { calls: 3_200, failures: 320, timed: 3_200 },
    dayKeys: { calls: 3_200, failures: 320, others: 3, timed: 3_200 },
    periods: { units: 3_136, executions: 3, cpuMs: 33 },
  });
  expect(meter.stats()).toMatchObject({
    journalBytes: 0,
    unflushedEvents: 0,
    lastFlushAt: expect.any(String),
  });
});

test("the same batch again changes nothing, nor does part of it among new calls", async () => {
  const organizationId = newId();
  const setAside = () => expect.unreachable();
  const records = Array.from({ length: 300 }, () =>
    usageRecord(newId(), testCall(organizationId), { end: testEnd(), totalMs: 40 }),
  );
  await storeBatch({ database, setAside }, records.slice(0, 200));
  await storeBatch({ database, setAside }, records.slice(0, 200));
  await Promise.all([
    storeBatch({ database, setAside }, records.slice(100)),
    storeBatch({ database, setAside }, records.slice(150)),
  ]);
  const { events, hours, days, periods } = await usageTotals(database, organizationId);
  expect([events.calls, hours.calls, days.calls, periods.units]).toEqual([300, 300, 300, 300]);
  expect([hours.timed, days.timed]).toEqual([300, 300]);
});

test("a call keeps all that was known of it, and only its first end counts", async () => {
  const organizationId = newId();
  const dimensions = testCall(organizationId, {
    userId: newId(),
    promptSessionId: newId(),
    profile: "reader",
  });
  const call = meter.begin(dimensions);
  call.end(testEnd({ outcome: "tool_error", errorMessage: "x\0y\ud800" }));
  call.end(testEnd());
  await meter.flush();
  const [row, ...others] = await eventsOf(organizationId);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ ...dimensions, id: call.id, outcome: "tool_error", units: 1, queueMs: 0.5 });
  expect(row?.errorMessage).toBe("xy\ufffd");
  expect(row?.ts).toBe(new Date(Number.parseInt(call.id.slice(0, 13).replace("-", ""), 16)).toISOString());
});

test("a call of another day gets its partition", async () => {
  const organizationId = newId();
  const records = [-40, 0, 40].map((days) => ({
    ...interruptedRecord(newId(), testCall(organizationId), true),
    ts: new Date(Date.now() + days * 86_400_000).toISOString(),
  }));
  await storeBatch({ database, setAside: () => expect.unreachable() }, records);
  expect(await eventsOf(organizationId)).toHaveLength(3);
});

test("a record that the database refuses is set aside and holds up no other", async () => {
  const organizationId = newId();
  for (let turn = 0; turn < 9; turn += 1) {
    meter.begin(testCall(organizationId, turn === 4 ? { userId: "nobody" } : {})).end(testEnd());
  }
  await meter.flush();
  expect(await eventsOf(organizationId)).toHaveLength(8);
  expect(readFileSync(join(directory, "refused.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
  expect(log.lines.filter((line) => line.level === "error")).toHaveLength(1);
});

test("a run that a dead process left open has its row by what became of it: none while it goes on, its own end, else interrupted", async () => {
  const organizationId = newId();
  await database.withOrganization(organizationId, (trx) =>
    trx
      .insertInto("organizations")
      .values({ id: organizationId, name: "Left", plan: "self_hosted" })
      .execute(),
  );
  const left = journalDirectory();
  const dead = await openMeter({ database, directory: left.directory, log });
  const runOf = (executionId: string) =>
    dead.begin(testCall(organizationId, { kind: "execution", method: "execution", executionId }));
  const [goesOn, ended, lost] = [newId(), newId(), newId()];
  const calls = [goesOn, ended, lost].map(runOf);
  await Promise.all(calls.map((call) => call.sentUpstream()));
  await database.withOrganization(organizationId, async (trx) => {
    const rowOf = (
      id: string,
      more: { status: string; cpuMs: number | null; finishedAt: string | null },
    ) => ({
      ...{
        organizationId,
        id,
        userId: newId(),
        apiKeyId: null,
        via: "workflow" as const,
        code: "1",
        input: null,
      },
      ...{ limits: "{}", requestId: null, startedAt: null, ...more },
    });
    const now = new Date().toISOString();
    await trx
      .insertInto("executions")
      .values([
        rowOf(goesOn, { status: "running", cpuMs: null, finishedAt: null }),
        rowOf(ended, { status: "succeeded", cpuMs: 70, finishedAt: now }),
        rowOf(lost, { status: "running", cpuMs: null, finishedAt: null }),
      ])
      .execute();
    await trx
      .insertInto("executionLog")
      .values({ organizationId, id: newId(), executionId: goesOn, part: 0, sealed: "sealed" })
      .execute();
  });
  const next = journalDirectory();
  writeFileSync(join(next.directory, "000000000001.jsonl"), dead.copyJournal());
  const restarted = await openMeter({ database, directory: next.directory, log });
  await restarted.flush();
  const events = await eventsOf(organizationId);
  expect(
    events.map(({ executionId, outcome, cpuMs, units }) => [executionId, outcome, cpuMs, units]),
  ).toEqual([
    [ended, "ok", 70, 1],
    [lost, "interrupted", 0, 1],
  ]);
  expect(restarted.stats()).toMatchObject({ journalBytes: 0, unflushedEvents: 0 });
  for (const call of calls) call.drop();
  await Promise.all([dead.close(), restarted.close()]);
  for (const { remove } of [left, next]) remove();
});

test("after closing no call begins", async () => {
  const other = journalDirectory();
  const closed = await openMeter({ database, directory: other.directory, log });
  await closed.close();
  await closed.close();
  expect(() => closed.begin(testCall(newId()))).toThrow("PatchOps is stopping.");
  await expect(closed.flush()).resolves.toBeUndefined();
  other.remove();
});
