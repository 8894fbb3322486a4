import { newId } from "@patchops/contract";
import { expect, test } from "vitest";
import { collect } from "../testing/collect.ts";
import { withParts } from "../testing/open-test-services.ts";
import { auditActions } from "../testing/people.ts";
import {
  cancelExecution,
  executionEvents,
  getExecution,
  interruptRuns,
  reapExecutions,
  startExecution,
} from "./index.ts";
import { recoverRun } from "./recover.ts";
import { endless, openPrograms } from "./test-programs.ts";

const { services, lines, other, fixture, programmer, rows } = await openPrograms();
const { signal } = new AbortController();

test("events stream while it runs, resume after a sequence, and are the same later and on another node", async () => {
  const { context } = await programmer("streamer");
  const { executionId, finished } = await startExecution(context, {
    code: `for (let i = 0; i < 3; i += 1) { console.log(i); await tools.shop.echo({ i }); } return 1;`,
  });
  const there = { ...context, services: other };
  const [live, remote, resumed] = await Promise.all([
    collect(executionEvents(context, { executionId }, signal)),
    collect(executionEvents(there, { executionId }, signal)),
    collect(executionEvents(context, { executionId, after: 2 }, signal)),
  ]);
  await finished;
  expect(live.map(({ sequence }) => sequence)).toEqual(live.map((_, index) => index + 1));
  expect(live.slice(0, 2)).toMatchObject([
    { type: "state", status: "queued" },
    { type: "state", status: "running" },
  ]);
  expect(live.at(-1)).toMatchObject({ type: "state", status: "succeeded" });
  expect(live.filter(({ type }) => type === "log")).toHaveLength(3);
  expect(live.filter(({ type }) => type === "call")).toHaveLength(6);
  expect(remote).toEqual(live);
  expect(resumed).toEqual(live.slice(2));
  const stored = { executionId, lastEventId: "4" };
  expect(await collect(executionEvents(context, stored, signal))).toEqual(live.slice(4));
});

test("a stream that is given up ends at once", async () => {
  const { context } = await programmer("leaver");
  const { executionId } = await startExecution(context, { code: endless });
  for (const node of [services, other]) {
    const leaving = new AbortController();
    const seen = collect(executionEvents({ ...context, services: node }, { executionId }, leaving.signal));
    leaving.abort();
    await seen;
  }
  expect(await cancelExecution(context, { executionId })).toEqual({ executionId, status: "cancelled" });
});

test("a run is cancelled from whichever node, with its calls, and only once", async () => {
  const { context, organizationId } = await programmer("canceller");
  fixture.behave({ kind: "hang" }, "tools/call");
  const asked = fixture.calls("echo");
  const { executionId, finished } = await startExecution(context, {
    code: "return await tools.shop.echo({})",
  });
  await expect.poll(() => fixture.calls("echo")).toBeGreaterThan(asked);
  const there = { ...context, services: other };
  expect(await cancelExecution(there, { executionId })).toEqual({ executionId, status: "cancelled" });
  fixture.behave({ kind: "normal" }, "tools/call");
  await finished;
  expect(await cancelExecution(context, { executionId })).toEqual({ executionId, status: "cancelled" });
  expect(await getExecution(there, { executionId })).toMatchObject({
    status: "cancelled",
    calls: [{ tool: "echo", state: "cancelled" }],
  });
  expect((await rows(organizationId)).map(({ outcome }) => outcome)).toEqual(["cancelled", "cancelled"]);
  const actions = await auditActions(services, organizationId);
  expect(actions.filter((action) => action === "execution.cancel")).toHaveLength(1);
});

test("a run that somebody has cancelled ends though nobody heard of it: the node that has it looks, and one that died tells the next", async () => {
  const { context, organizationId } = await programmer("unheard");
  const { executionId, finished } = await startExecution(context, { code: endless });
  const cancel = () =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.updateTable("executions").set({ cancelledAt: new Date().toISOString() }).execute(),
    );
  await cancel();
  await finished;
  expect((await getExecution(context, { executionId })).status).toBe("cancelled");
  const begun = await startExecution(context, { code: endless });
  const live = services.liveRuns.get(begun.executionId);
  await expect.poll(() => live?.status).toBe("running");
  if (live) live.isLost = true;
  live?.abort.abort();
  await begun.finished;
  await cancel();
  await recoverRun(services, { organizationId, executionId: begun.executionId });
  expect((await getExecution(context, begun)).status).toBe("cancelled");
});

test("a run that is not detached ends when nobody has listened for 10 s", { timeout: 30_000 }, async () => {
  const { context } = await programmer("attached");
  const { executionId, finished } = await startExecution(context, { code: endless, detached: false });
  const leaving = new AbortController();
  const seen = collect(executionEvents(context, { executionId }, leaving.signal));
  leaving.abort();
  await seen;
  await finished;
  expect((await getExecution(context, { executionId })).status).toBe("cancelled");
});

test("runs of a node that died are ended at their own deadline, those of living nodes are left alone", async () => {
  const { context, organizationId } = await programmer("reaped");
  const { executionId } = await startExecution(context, { code: endless });
  const [dead, young, old] = [newId(), newId(), newId()];
  const rowOf = (id: string, run: { timeoutMs: number; ageMs: number; status: string }) => ({
    organizationId,
    id,
    userId: context.actor.userId,
    apiKeyId: null,
    via: "sdk" as const,
    code: "1",
    input: null,
    limits: JSON.stringify({ timeoutMs: run.timeoutMs, memoryMb: 1 }),
    status: run.status,
    requestId: null,
    createdAt: new Date(Date.now() - run.ageMs).toISOString(),
    startedAt: null,
  });
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("executions")
      .values([
        rowOf(dead, { timeoutMs: 1_000, ageMs: 200_000, status: "queued" }),
        rowOf(young, { timeoutMs: 1_200_000, ageMs: 1_260_000, status: "running" }),
        rowOf(old, { timeoutMs: 3_600_000, ageMs: 1_800_000, status: "running" }),
      ])
      .execute();
  });
  const shared = withParts(services, { settings: { ...services.settings, databaseKind: "external" } });
  expect(await reapExecutions(shared)).toBe(1);
  const there = { ...context, services: other };
  expect(await getExecution(context, { executionId: dead })).toMatchObject({
    status: "interrupted",
    error: { code: "interrupted", retryable: true },
  });
  expect(await collect(executionEvents(context, { executionId: dead }, signal))).toMatchObject([
    { type: "state", sequence: 1, status: "interrupted" },
  ]);
  for (const id of [young, old])
    expect((await getExecution(there, { executionId: id })).status).toBe("running");
  // Alone with its database, this process is all that could run them.
  const alone = withParts(services, { settings: { ...services.settings, databaseKind: "embedded" } });
  expect(await reapExecutions(alone)).toBe(2);
  await expect.poll(async () => (await getExecution(there, { executionId })).status).toBe("running");
  await cancelExecution(context, { executionId });
});

test("nothing above failed behind its caller's back", () => {
  expect(lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("a run that a stop of the server breaks off is interrupted, with its call, and may be run again", async () => {
  const { context, organizationId } = await programmer("stopped");
  const { executionId, finished } = await startExecution(context, {
    code: `await tools.shop.hang({}); return 1;`,
  });
  await expect
    .poll(async () => (await getExecution(context, { executionId })).calls, { timeout: 10_000 })
    .toMatchObject([{ state: "running" }]);
  await Promise.all([interruptRuns(services), finished]);
  const ended = await getExecution(context, { executionId });
  expect(ended).toMatchObject({
    status: "interrupted",
    error: { code: "interrupted", retryable: true },
    calls: [{ state: "error" }],
  });
  const events = await collect(executionEvents(context, { executionId }, signal));
  expect(events.at(-1)).toMatchObject({ type: "state", status: "interrupted" });
  expect(
    (await rows(organizationId)).map(({ kind, outcome, errorCode }) => [kind, outcome, errorCode]),
  ).toEqual([
    ["execution", "interrupted", "interrupted"],
    ["call", "interrupted", "interrupted"],
  ]);
  await expect(startExecution(context, { code: "return 1" })).rejects.toMatchObject({
    code: "unavailable",
    retryAfterSeconds: 5,
  });
});
