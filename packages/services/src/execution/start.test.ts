import { newId, plans, type RunLimits } from "@patchops/contract";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { setPolicy } from "../policy/index.ts";
import { collect } from "../testing/collect.ts";
import { asApiKey, asLook, auditActions, testMember, testPerson } from "../testing/people.ts";
import {
  cancelExecution,
  checkProgram,
  executionEvents,
  getExecution,
  listExecutions,
  startExecution,
} from "./index.ts";
import { endless, openPrograms } from "./test-programs.ts";

const { services, lines, other, programmer, run, rows } = await openPrograms();
const { signal } = new AbortController();

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

test("an admin of the instance who looks as somebody sees how a run went, and nothing that was said in it", async () => {
  const { context } = await programmer("seen");
  const code = `console.log("said", input); await tools.shop.echo({ text: "said" }); return "said";`;
  const done = await run(context, code, { input: "said" });
  const look = asLook(context);
  const seen = await getExecution(look, done);
  const events = await collect(executionEvents(look, done, signal));
  expect(seen).toMatchObject({ status: "succeeded", toolCalls: 1, calls: [{ tool: "echo", state: "ok" }] });
  expect(events.map(({ type }) => type)).toEqual(
    (await collect(executionEvents(context, done, signal))).map(({ type }) => type),
  );
  expect(JSON.stringify([{ ...seen, code: "" }, events])).not.toMatch(/"said|said"/);
  const failing = `try { await tools.shop.refuse({}); } catch (error) { throw new TypeError("said", { cause: error }); }`;
  const failed = await run(context, failing);
  const broken = await getExecution(look, failed);
  expect(broken).toMatchObject({
    ...{ status: "failed", error: { name: "TypeError", line: 1 } },
    calls: [{ state: "tool_error", error: { code: "tool_error" } }],
  });
  expect((await getExecution(context, failed)).error).toMatchObject({ message: "said" });
  const told = [{ ...broken, code: "" }, await collect(executionEvents(look, failed, signal))];
  expect(JSON.stringify(told)).not.toMatch(/"said|such order/);
});

test("S36: code reaches what its caller may use alone; each refusal is metered, and its arguments are checked like any", async () => {
  const { context, organizationId } = await programmer("reacher");
  await setPolicy(context, { action: "block", tool: "shop_add" });
  const done = await run(
    context,
    `const codes = [];
     for (const call of [
       () => tools.shop.add({ a: 1, b: 2 }),
       () => tools.shop.nothing({}),
       () => tools.others.add({}),
       () => tools.shop.echo("no object"),
     ]) codes.push(await call().then(() => "ok", (error) => error.code ?? error.name));
     return codes`,
  );
  expect(done.result).toEqual(["policy_blocked", "unknown_tool", "not_found", "invalid_input"]);
  const calls = (await rows(organizationId)).filter(({ kind }) => kind === "call");
  expect(calls.map(({ outcome, wasSent }) => [outcome, wasSent])).toEqual(
    calls.map(() => ["refused", false]),
  );
});

test("input, result, error and calls keep their keys in the order in which they were said", async () => {
  const { context } = await programmer("orderly");
  const said = { z: 1, a: { y: 2, b: 3 }, bb: 4 };
  const done = await run(context, "await tools.shop.echo(input); return input;", { input: said });
  expect([done.input, done.result, done.calls[0]?.arguments].map((value) => JSON.stringify(value))).toEqual(
    Array.from({ length: 3 }, () => JSON.stringify(said)),
  );
});

test("a check knows the caller's tools alone, counts as nothing, and needs the right to run and to see", async () => {
  const { context, organizationId } = await programmer("checker");
  const other = await testPerson(services, "checker-without");
  const code = "return (await tools.shop.add({ a: 1, b: 2 })).sum;";
  expect(await checkProgram(context, { code })).toEqual({ diagnostics: [], isComplete: true });
  expect(await checkProgram(other.context, { code })).toMatchObject({
    diagnostics: [{ line: 1, column: 21, code: "TS2339", message: expect.stringContaining("'shop'") }],
  });
  expect(await rows(organizationId)).toEqual([]);
  for (const scopes of [["tools:read"], ["code:execute"]] as const) {
    await expect(checkProgram(asApiKey(context, scopes), { code })).rejects.toMatchObject({
      code: "insufficient_scope",
    });
  }
}, 30_000);

test("the plan cuts what is asked, and its limits end a run", async () => {
  const { context, organizationId } = await programmer("planned");
  await services.database.system
    .updateTable("organizations")
    .set({ plan: "free" })
    .where("id", "=", organizationId)
    .execute();
  await services.snapshots.change(organizationId, async () => undefined);
  const asked = { code: "return 1", timeoutMs: 3_600_000, memoryMb: 4_096, cpuMs: 60_000, maxToolCalls: 7 };
  const { executionId, finished } = await startExecution(context, asked);
  await finished;
  expect((await getExecution(context, { executionId })).limits).toEqual({
    ...plans.free.execution,
    maxToolCalls: 7,
  });
  expect(await run(context, endless, { timeoutMs: 200 })).toMatchObject({ status: "timed_out" });
  const lowered: [string, Partial<RunLimits>, object][] = [
    ["for (;;);", { cpuMs: 50 }, { status: "timed_out", error: { code: "cpu_limit" } }],
    [
      "return 'x'.repeat(99)",
      { outputBytes: 50 },
      { status: "quota_exceeded", error: { code: "output_too_large" } },
    ],
    [
      "console.log(1); console.log(2); return 3",
      { logLines: 1 },
      { status: "succeeded", logsTruncated: true },
    ],
    ["await tools.shop.add({})", { maxToolCalls: 0 }, { status: "quota_exceeded", toolCalls: 0 }],
    [
      "await tools.shop.add({ a: 'x'.repeat(99) })",
      { toolBytes: 50 },
      { status: "failed", error: { code: "too_large" } },
    ],
    [
      "return (await tools.shop.big({})).length",
      { toolBytes: 50 },
      { status: "failed", error: { code: "result_too_large" } },
    ],
  ];
  for (const [code, limits, end] of lowered) expect(await run(context, code, limits)).toMatchObject(end);
  const two = await Promise.all([1, 2].map(() => startExecution(context, { code: endless })));
  await expect(startExecution(context, { code: "1" })).rejects.toMatchObject({ code: "too_many_calls" });
  for (const started of two) await cancelExecution(context, started);
  await Promise.all(two.map((started) => started.finished));
  expect((await run(context, "return 2")).result).toBe(2);
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
