import { newId } from "@patchops/contract";
import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection, updateConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { collect } from "../testing/collect.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { withParts } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import {
  cancelExecution,
  executionEvents,
  getExecution,
  interruptRuns,
  listExecutions,
  reapExecutions,
  startExecution,
} from "./index.ts";

const { services, lines, otherNode } = await openLiveServices();
const other = await otherNode();
const fixture = await startMcpFixture({
  tools: [
    { name: "add", call: ({ a, b }) => ({ content: [], structuredContent: { sum: Number(a) + Number(b) } }) },
    { name: "echo" },
    { name: "hang", call: () => new Promise(() => undefined) },
    { name: "refuse", call: () => ({ isError: true, content: [{ type: "text", text: "no such order" }] }) },
    { name: "big", call: () => ({ content: [{ type: "text", text: "x".repeat(300_000) }] }) },
  ],
});
afterAll(() => fixture.close());
const { signal } = new AbortController();

async function programmer(name: string) {
  const person = await testPerson(services, name);
  await addConnection(person.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  return person;
}

async function run(context: Context, code: string, more: { input?: unknown; timeoutMs?: number } = {}) {
  const { executionId, finished } = await startExecution(context, { code, ...more });
  await finished;
  return getExecution(context, { executionId });
}

async function rows(organizationId: string) {
  await services.meter.flush();
  return services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("usageEvents").selectAll().orderBy("id").execute(),
  );
}

const endless = "await new Promise(() => setTimeout(() => {}, 60_000))";

test("a program's calls are metered as code's, its result, logs and calls are kept", async () => {
  const { context, organizationId } = await programmer("runner");
  const done = await run(
    { ...context, via: "cli" },
    `console.log("hi", input.name); const { sum } = await tools.shop.add({ a: 2, b: 3 }); return { sum };`,
    { input: { name: "ada" } },
  );
  expect(done).toMatchObject({
    status: "succeeded",
    result: { sum: 5 },
    error: null,
    toolCalls: 1,
    via: "cli",
    input: { name: "ada" },
    logs: [{ level: "log", text: "hi ada" }],
    calls: [{ connection: "shop", tool: "add", state: "ok", arguments: { a: 2, b: 3 } }],
  });
  const metered = await rows(organizationId);
  expect(metered.map(({ kind, via, executionId, outcome }) => [kind, via, executionId, outcome])).toEqual([
    ["execution", "cli", done.executionId, "ok"],
    ["call", "code", done.executionId, "ok"],
  ]);
  expect(done.calls[0]?.callId).toBe(metered[1]?.id);
  expect(await auditActions(services, organizationId)).toContain("execution.start");
  const second = await run(context, "return 2");
  const page = await listExecutions(context, { limit: 1 });
  expect(page.executions).toMatchObject([{ executionId: second.executionId }]);
  expect(await listExecutions(context, { limit: 1, cursor: page.nextCursor ?? "" })).toMatchObject({
    executions: [{ executionId: done.executionId }],
    nextCursor: null,
  });
  await expect(listExecutions(context, { cursor: "no id" })).rejects.toThrow("Invalid UUID");
});

test("input, result, error and calls keep their keys in the order in which they were said", async () => {
  const { context } = await programmer("orderly");
  const said = { z: 1, a: { y: 2, b: 3 }, bb: 4 };
  const done = await run(context, "await tools.shop.echo(input); return input;", { input: said });
  expect([done.input, done.result, done.calls[0]?.arguments].map((value) => JSON.stringify(value))).toEqual(
    Array.from({ length: 3 }, () => JSON.stringify(said)),
  );
});

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

test("another organization's run does not exist; viewers and keys without the scope run nothing", async () => {
  const owner = await programmer("owner");
  const { executionId } = await run(owner.context, "return 1");
  const stranger = await testPerson(services, "stranger");
  const verbs = [
    (context: Context, id: string) => getExecution(context, { executionId: id }),
    (context: Context, id: string) => cancelExecution(context, { executionId: id }),
    (context: Context, id: string) => collect(executionEvents(context, { executionId: id }, signal)),
  ];
  for (const verb of verbs) {
    const [foreign, unknown] = await Promise.all(
      [executionId, newId()].map((id) => verb(stranger.context, id).catch((error: Error) => error)),
    );
    expect(foreign).toMatchObject({ code: "not_found" });
    expect(foreign).toEqual(unknown);
  }
  expect((await listExecutions(stranger.context, {})).executions).toEqual([]);
  const viewer = await testMember(services, owner, "looker", "viewer");
  for (const verb of [...verbs, (context: Context) => startExecution(context, { code: "1" })]) {
    await expect(verb(viewer.context, executionId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(verb(asApiKey(owner.context, ["tools:call"]), executionId)).rejects.toMatchObject({
      code: "insufficient_scope",
    });
  }
});

test("the plan cuts what is asked, and its limits end a run", async () => {
  const { context, organizationId } = await programmer("planned");
  await services.database.system
    .updateTable("organizations")
    .set({ plan: "free" })
    .where("id", "=", organizationId)
    .execute();
  await services.snapshots.change(organizationId, async () => undefined);
  const asked = { code: "return 1", timeoutMs: 3_600_000, memoryMb: 4_096 };
  const { executionId, finished } = await startExecution(context, asked);
  await finished;
  expect((await getExecution(context, { executionId })).limits).toEqual({ timeoutMs: 30_000, memoryMb: 128 });
  expect(await run(context, endless, { timeoutMs: 200 })).toMatchObject({ status: "timed_out" });
  const two = await Promise.all([1, 2].map(() => startExecution(context, { code: endless })));
  await expect(startExecution(context, { code: "1" })).rejects.toMatchObject({ code: "too_many_calls" });
  for (const started of two) await cancelExecution(context, started);
  await Promise.all(two.map((started) => started.finished));
  expect((await run(context, "return 2")).result).toBe(2);
});

test("a failed call is a ToolError with its code, and hides what is the host's", async () => {
  const { context } = await programmer("failing");
  const caught = (call: string) =>
    `try { await ${call} } catch (error) {
      const { name, code, retryable, connection, tool, message, stack } = error;
      return { name, code, retryable, connection, tool, message, stack, isToolError: error instanceof ToolError };
    }`;
  const soft = await run(context, caught("tools.shop.refuse({})"));
  expect(soft.result).toMatchObject({
    name: "ToolError",
    code: "tool_error",
    retryable: false,
    connection: "shop",
    tool: "refuse",
    message: "no such order",
    isToolError: true,
  });
  expect(soft.calls).toMatchObject([{ state: "tool_error", error: { message: "no such order" } }]);
  const unknown = await run(context, caught("tools.shop.ad({})"));
  expect(unknown.result).toMatchObject({ code: "unknown_tool", connection: "shop", tool: "ad" });
  expect(unknown.calls).toMatchObject([{ tool: "ad", state: "refused" }]);
  const elsewhere = await run(context, "1;\nawait tools.shpo.add({})");
  expect(elsewhere.error).toMatchObject({
    code: "not_found",
    message: 'There is no connection named "shpo". Did you mean shop?',
    line: 2,
  });
  await updateConnection(context, { connection: "shop", isPaused: true });
  const paused = await run(context, caught("tools.shop.add({})"));
  expect(paused.result).toMatchObject({ code: "connection_paused" });
  expect(paused.calls).toMatchObject([{ state: "refused" }]);
  await updateConnection(context, { connection: "shop", isPaused: false });
  const uncaught = await run(context, "await tools.shop.refuse({})");
  expect(uncaught).toMatchObject({ status: "failed", error: { code: "tool_error", line: 1 } });
  expect(JSON.stringify([soft, unknown, paused, uncaught])).not.toMatch(
    /\/packages\/|node_modules|file:\/\/|(?<!program)\.ts:/,
  );
});

test("search and describe know the caller's tools alone", async () => {
  const { context } = await programmer("searcher");
  const found = await run(
    context,
    `return [await tools.search("add"), (await tools.describe("shop_add")).codePath]`,
  );
  expect(found.result).toEqual([
    [expect.objectContaining({ name: "shop_add", path: "tools.shop.add" })],
    "tools.shop.add",
  ]);
  await updateConnection(context, { connection: "shop", isPaused: true });
  expect((await run(context, `return await tools.search("add")`)).result).toEqual([]);
});

test("resources and prompts are refused with what to do instead, and count as no call", async () => {
  const { context, organizationId } = await programmer("reader");
  const done = await run(
    context,
    `const said = [];
     for (const ask of [() => resources.read("file:///x"), () => prompts.get("greet", {})])
       await ask().catch(({ code, message }) => said.push([code, message]));
     return said;`,
  );
  expect(done).toMatchObject({
    status: "succeeded",
    toolCalls: 0,
    result: [
      ["not_found", expect.stringMatching(/^resources\.read does nothing yet.*tools\.search/)],
      ["not_found", expect.stringMatching(/^prompts\.get does nothing yet.*tools\.search/)],
    ],
  });
  expect((await rows(organizationId)).map(({ kind }) => kind)).toEqual(["execution"]);
});

test("what a run keeps of its calls is bounded and without secrets", async () => {
  const { context, organizationId } = await programmer("talker");
  const done = await run(
    context,
    `await tools.shop.echo({ password: "hunter2hunter2" });
     for (let i = 0; i < 30; i += 1) await Promise.all([1, 2, 3, 4].map(() => tools.shop.big({ a: "y".repeat(60_000) })));
     return (await tools.shop.big({})).length;`,
  );
  expect(done).toMatchObject({ status: "succeeded", result: 300_000, toolCalls: 122 });
  expect(done.calls).toHaveLength(122);
  const events = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("executionEvents").select("event").execute(),
  );
  expect(JSON.stringify(events)).not.toContain("hunter2");
  // Arguments stand in the beginning and in the end of a call, so once more than the budget of 4 MiB.
  expect(JSON.stringify(events).length).toBeLessThan(10 * 1_024 ** 2);
});

test("texts that the database cannot hold neither stop a run's events nor its end", async () => {
  const { context } = await programmer("binary");
  const done = await run(context, `console.log("a\\0b"); return { x: "\\0", y: "\\ud800" };`);
  expect(done).toMatchObject({ status: "succeeded", logs: [{ text: expect.stringContaining("a") }] });
  expect(done.result).toEqual({ x: "\ufffd", y: "\ufffd" });
  await expect(startExecution(context, { code: "return '\0'" })).rejects.toMatchObject({
    code: "invalid_input",
  });
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
  expect(await collect(executionEvents(context, { executionId: dead }, signal))).toEqual([]);
  for (const id of [young, old])
    expect((await getExecution(there, { executionId: id })).status).toBe("running");
  // Alone with its database, this process is all that could run them.
  const alone = withParts(services, { settings: { ...services.settings, databaseKind: "embedded" } });
  expect(await reapExecutions(alone)).toBe(2);
  await expect.poll(async () => (await getExecution(there, { executionId })).status).toBe("running");
  await cancelExecution(context, { executionId });
});

test("a run without a place is queued for everybody to see, and one that never began is not charged", async () => {
  const { context, organizationId } = await programmer("crowded");
  const there = { ...context, services: other };
  const running = await Promise.all([1, 2, 3, 4].map(() => startExecution(context, { code: endless })));
  for (const { executionId } of running) {
    await expect.poll(async () => (await getExecution(context, { executionId })).status).toBe("running");
  }
  const late = await startExecution(context, { code: "return 1", timeoutMs: 700 });
  expect((await getExecution(context, late)).status).toBe("queued");
  expect((await getExecution(there, late)).status).toBe("queued");
  await late.finished;
  const ended = await getExecution(context, late);
  expect(ended).toMatchObject({
    status: "timed_out",
    error: { code: "no_place", retryable: true },
    usage: { cpuMs: 0, wallMs: 0 },
  });
  expect(ended.usage.queueMs).toBeGreaterThanOrEqual(600);
  expect(
    (await collect(executionEvents(context, late, signal))).map((event) => "status" in event && event.status),
  ).toEqual(["queued", "timed_out"]);
  const row = (await rows(organizationId)).find((one) => one.executionId === late.executionId);
  expect(row).toMatchObject({ outcome: "timed_out", errorCode: "no_place", wasSent: false });

  const next = await startExecution(context, { code: "return 2", timeoutMs: 20_000 });
  const crowd = Array.from({ length: 15 }, () =>
    startExecution(context, { code: "return 3", timeoutMs: 20_000 }),
  );
  await Promise.all(crowd);
  await expect(startExecution(context, { code: "return 4" })).rejects.toMatchObject({
    code: "too_many_calls",
    retryable: true,
    retryAfterSeconds: expect.any(Number),
  });
  for (const { executionId } of running) await cancelExecution(context, { executionId });
  await next.finished;
  const begun = await getExecution(context, next);
  expect(begun).toMatchObject({ status: "succeeded", result: 2 });
  expect(begun.usage.queueMs).toBeGreaterThan(begun.usage.wallMs);
  await Promise.all((await Promise.all(crowd)).map(({ finished }) => finished));
}, 30_000);

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
});
