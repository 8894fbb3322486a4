import { AppError } from "@patchops/contract";
import { afterAll, expect, test } from "vitest";
import type { ToolInvocation } from "./run-request.ts";
import { createTestSandbox, logTexts } from "./test-sandbox.ts";

const { sandbox, run } = createTestSandbox();
afterAll(() => sandbox.close());

test.each([
  ["const a: number = 20; a + 22", 42],
  ["return await Promise.resolve(42)", 42],
  ["const { n } = input as { n: number }; return n", 7],
  ["export default async (input: { n: number }) => input.n * 6", 42],
  ["export default function main(x) { return x.n }\nconst unused = 1; unused", 7],
  ["const f = () => 3;\nexport { f as default }", 3],
  ["export default 5", 5],
  ["main();\nasync function main() { return 9 }", 9],
  ["if (true) { 1 }", undefined],
  ["'just a text'", "just a text"],
  ["const t = await tools.search('x'); t.kind", "search"],
  ["return { then: undefined, ok: true }", { ok: true }],
])("what a program results in: %s", async (code, result) => {
  expect(await run(code, { input: { n: 7 } })).toMatchObject({ status: "succeeded" });
  expect((await run(code, { input: { n: 7 } })).result).toEqual(result);
});

test("tools are reached by any name, and their answers are values", async () => {
  const { result, usage } = await run(`return [
    await tools.github.list_issues({ state: "open" }),
    await tools["my-server"]["get-sum"]([1, 2]),
    await tools.describe("a.b"),
    await resources.read("file:///x"),
    await prompts.get("greet", { who: "you" }),
  ]`);
  // What is no tool is no call: usage has no row of it.
  expect(usage.toolCalls).toBe(2);
  expect(result).toEqual([
    { kind: "tool", connection: "github", tool: "list_issues", args: { state: "open" } },
    { kind: "tool", connection: "my-server", tool: "get-sum", args: [1, 2] },
    { kind: "describe", args: { name: "a.b" } },
    { kind: "resource", args: { uri: "file:///x" } },
    { kind: "prompt", args: { name: "greet", arguments: { who: "you" } } },
  ]);
});

test("a failed call throws a ToolError that names the tool; unknown errors keep their text to themselves", async () => {
  const failing = (error: unknown) => ({ invoke: () => Promise.reject(error) });
  const caught = await run(
    "try { await tools.a.b() } catch (e) { return [e instanceof ToolError, e.code, e.message, e.retryable, e.connection, e.tool] }",
    failing(new AppError("timeout", "It took too long.")),
  );
  expect(caught.result).toEqual([true, "timeout", "It took too long.", true, "a", "b"]);
  const uncaught = await run("const x = 1;\n  await tools.a.b()", failing(new Error("postgres://secret")));
  expect(uncaught).toMatchObject({
    status: "failed",
    error: { name: "ToolError", code: "internal", connection: "a", tool: "b", line: 2, column: 17 },
  });
  expect(JSON.stringify(uncaught)).not.toContain("secret");
});

test("50 calls at once overlap, above the limit they wait, and all are answered", async () => {
  let active = 0;
  let most = 0;
  const invoke = async () => {
    active += 1;
    most = Math.max(most, active);
    await new Promise((resolve) => setTimeout(resolve, 5));
    active -= 1;
    return "1";
  };
  const code =
    "const all = await Promise.all(Array.from({ length: 120 }, (_, i) => tools.a.b(i))); return all.length";
  const { result, usage } = await run(code, { invoke });
  expect({ result, calls: usage.toolCalls, most }).toEqual({ result: 120, calls: 120, most: 50 });
});

test("an error points at its line and column and shows the lines around; nothing of the host", async () => {
  const code = 'function check(x: string): never {\n\tthrow new TypeError("bad " + x);\n}\n\ncheck("a");';
  const { status, error } = await run(code);
  expect(status).toBe("failed");
  expect(error).toEqual({
    name: "TypeError",
    message: "bad a",
    line: 2,
    column: 8,
    frame:
      '  1 | function check(x: string): never {\n> 2 | \tthrow new TypeError("bad " + x);\n    | \t      ^\n  3 | }',
    stack: "TypeError: bad a\n    at check (program.ts:2:8)\n    at program.ts:5:1",
  });
});

test("an error says what it was made of, however that is put together", async () => {
  const wrapped = `try { JSON.parse("{") } catch (e) {
    throw new Error("outer", { cause: new RangeError("between", { cause: e }) });
  }`;
  expect((await run(wrapped)).error).toMatchObject({
    message: "outer",
    causes: [
      { name: "RangeError", message: "between", line: 2, column: 39 },
      { name: "SyntaxError", message: expect.stringContaining("JSON"), line: 1, column: 12 },
    ],
  });
  const gathered = "await Promise.any([Promise.reject(new Error('one')), Promise.reject('two')])";
  expect((await run(gathered)).error).toMatchObject({
    name: "AggregateError",
    causes: [
      { name: "Error", message: "one", line: 1 },
      { name: "Error", message: 'Thrown: "two"' },
    ],
  });
  const endless = await run("const e = new Error('round'); e.cause = e; throw e");
  expect(endless.error?.causes).toHaveLength(5);
  const hostile = "throw new Error('x', { cause: { get message() { throw 1 }, get stack() { return 5 } } })";
  expect((await run(hostile)).error?.causes?.[0]?.message).toContain("Thrown: ");
});

test("a promise that is rejected while nothing awaits it ends no run, and is told", async () => {
  const invoke = async ({ tool }: ToolInvocation) => {
    if (tool === "fail") throw new AppError("not_found", "There is none.");
    await new Promise((resolve) => setTimeout(resolve, 30));
    return "1";
  };
  const warning = "A promise was rejected while nothing awaited it: ToolError: There is none.";
  const forgotten = await run("tools.a.fail();\nreturn await tools.a.wait();", { invoke });
  expect(forgotten).toMatchObject({ status: "succeeded", result: 1 });
  expect(forgotten.events.filter(({ type }) => type === "log")).toMatchObject([
    { level: "warn", text: warning, line: 1 },
  ]);
  const late =
    "const a = tools.a.wait(), b = tools.a.fail(); await a; try { await b } catch (e) { return e.code }";
  expect(await run(late, { invoke })).toMatchObject({ status: "succeeded", result: "not_found" });
  const own = await run("async function f() { throw new SyntaxError('own') }\nf(); return 2");
  expect([own.result, ...logTexts(own.events)]).toEqual([2, expect.stringContaining("SyntaxError: own")]);
  const odd = await run("Promise.reject(new Proxy({}, { get() { throw 1 } })); await 1; return 3");
  expect([odd.result, ...logTexts(odd.events)]).toEqual([3, expect.stringContaining("an object")]);
  const stalled = await run(
    "const f = async () => { throw new Error('why') };\nf(); await new Promise(() => {})",
  );
  expect(stalled).toMatchObject({
    status: "failed",
    error: { code: "never_settles", message: expect.stringContaining("Error: why"), line: 1 },
  });
});

test.each([
  ["  nope.x", "ReferenceError", 1, 3],
  ["const s = 'é✓😀'; s.nope()", "TypeError", 1, 21],
  ["await 1;\nnull.x", "TypeError", 2, 6],
  ["export default () => { missing() }", "ReferenceError", 1, 24],
  [
    "setTimeout(() => {\n  throw new RangeError('late') }, 5);\nawait new Promise(() => setTimeout(() => {}, 500))",
    "RangeError",
    2,
    9,
  ],
])("positions are the user's own: %j", async (code, name, line, column) => {
  expect((await run(code)).error).toMatchObject({ name, line, column });
});

test.each([
  ["const x: number = ;", "syntax_error"],
  ["import fs from 'node:fs'", "module_not_available"],
  ["return 10n", "result_not_serializable"],
  ["return () => 1", "result_not_serializable"],
  ["return Symbol('s')", "result_not_serializable"],
  ["const o = {}; o.o = o; return o", "result_not_serializable"],
  ["await new Promise(() => {})", "never_settles"],
])("%s fails with %s", async (code, expected) => {
  expect(await run(code)).toMatchObject({ status: "failed", error: { code: expected } });
});

test.each([
  ["while (true) {}", { cpuMs: 100 }, "timed_out", /Compute less in one run/],
  [
    "await new Promise((r) => setTimeout(r, 2_000))",
    { timeoutMs: 200 },
    "timed_out",
    /--timeout-ms, timeoutMs/,
  ],
  ["return new Uint8Array(900 * 1024 * 1024).length", {}, "memory_exceeded", /--memory-mb, memoryMb/],
  ["const a = []; for (;;) a.push(Array(1e5).fill(1.5))", {}, "memory_exceeded", /--memory-mb, memoryMb/],
  ["await new Promise(() => {})", {}, "failed", /promise that nothing resolves/],
])("%s ends with a next step", async (code, limits, status, next) => {
  const ended = await run(code, { limits });
  expect(ended).toMatchObject({ status, error: { next: expect.stringMatching(next) } });
  if (status === "memory_exceeded") expect(ended.error?.message).toBe("The program needed more than 64 MB.");
});

test("what people look for and do not find is explained", async () => {
  expect((await run("require('fs')")).error?.message).toContain("tools.<connection>.<tool>");
  expect((await run("await fetch('http://x')")).error?.message).toContain("fetch is off");
  expect((await run("1;\nawait import('node:fs')")).error).toMatchObject({
    code: "module_not_available",
    line: 2,
    column: 1,
    message: expect.stringContaining("tools.<connection>.<tool>"),
  });
  const deep = "let a = {}; const all = a; for (let i = 0; i < 1e5; i += 1) { a.x = {}; a = a.x }\n";
  expect((await run(`${deep}return all`)).error).toMatchObject({
    code: "result_not_serializable",
    message: expect.stringContaining("nested too deeply to be JSON"),
  });
  expect((await run(`${deep}await tools.a.b(all)`)).error).toMatchObject({
    line: 2,
    message: expect.stringContaining("a value is nested too deeply"),
  });
});

test("logs come in order with level and line, and stream before a program that never ends", async () => {
  const { events, status } = await run(
    "console.log('a', { b: [1, 2] });\nconsole.warn('%s!', 'c');\nawait tools.a.b();\nconsole.error(new Map([[1, 'x']]));\nwhile (true) {}",
    { limits: { timeoutMs: 300 } },
  );
  expect(status).toBe("timed_out");
  expect(events.filter(({ type }) => type === "log")).toMatchObject([
    { level: "log", text: "a { b: [ 1, 2 ] }", line: 1 },
    { level: "warn", text: "c!", line: 2 },
    { level: "error", text: 'Map(1) { 1 => "x" }', line: 4 },
  ]);
});

test("timers, clones, codecs, random numbers and abort signals are there", async () => {
  const { result } = await run(`
    let ticks = 0;
    await new Promise((resolve) => {
      const interval = setInterval(() => {
        ticks += 1;
        if (ticks < 3) return;
        clearInterval(interval);
        setTimeout(resolve, 20);
      }, 2);
    });
    const source: any = { map: new Map([[1, new Set([2])]]), at: new Date(0) };
    source.self = source;
    const copy = structuredClone(source);
    const aborter = new AbortController();
    let aborts = 0;
    aborter.signal.addEventListener("abort", () => { aborts += 1 });
    aborter.abort();
    return [ticks, copy.self === copy, copy.map.get(1).has(2), new TextDecoder().decode(new TextEncoder().encode("é✓😀")),
      atob(btoa("abcde")), /^[0-9a-f-]{36}$/.test(crypto.randomUUID()), crypto.randomUUID() !== crypto.randomUUID(), aborts]`);
  expect(result).toEqual([3, true, true, "é✓😀", "abcde", true, true, 1]);
});

test("runs do not see each other, and each has its own chance", async () => {
  const code =
    "const before = globalThis.mark; globalThis.mark = 1; Object.prototype.mine = 1; return [before ?? null, Math.random(), crypto.randomUUID()]";
  const results = await Promise.all(Array.from({ length: 12 }, () => run(code)));
  const values = results.map(({ result }) => result as [unknown, number, string]);
  expect(values.every(([before]) => before === null)).toBe(true);
  expect(new Set(values.map(([, random]) => random)).size).toBe(12);
  expect(new Set(values.map(([, , id]) => id)).size).toBe(12);
});

test("a cancelled run ends at once and aborts its calls", async () => {
  const controller = new AbortController();
  let aborted = false;
  const running = run("await tools.a.b()", {
    signal: controller.signal,
    invoke: (_, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(new Error("aborted"));
        });
        controller.abort();
      }),
  });
  expect(await running).toMatchObject({ status: "cancelled", usage: { toolCalls: 1 } });
  expect(aborted).toBe(true);
});

test("cancel works while the program computes, and before it starts", async () => {
  const controller = new AbortController();
  const running = run("console.log('up'); while (true) {}", {
    signal: controller.signal,
    onEvent: (event) => event.type === "log" && controller.abort(),
  });
  expect((await running).status).toBe("cancelled");
  expect((await run("1", { signal: AbortSignal.abort() })).status).toBe("cancelled");
});

test("usage is told", async () => {
  // So much work and not so much time: on a busy machine it would get less of it.
  const { usage } = await run(
    "let sum = 0; for (let i = 0; i < 2e8; i += 1) sum += i % 7; await tools.a.b(); return sum",
  );
  expect(usage.cpuMs).toBeGreaterThan(30);
  expect(usage.wallMs).toBeGreaterThanOrEqual(usage.cpuMs - 5);
  expect(usage.memoryPeakBytes).toBeGreaterThan(100_000);
  expect(usage.toolCalls).toBe(1);
});

const keepMemory = "const kept = Array.from({ length: 3e6 }, (_, i) => i + 0.5); globalThis.kept = kept";

test.each([
  ["a loop", "while (true) {}", { cpuMs: 1_500 }],
  ["a promise that never settles", "await new Promise(() => {})", {}],
])("the memory of a program that ended by %s is told", async (_, end, limits) => {
  const { status, usage } = await run(`${keepMemory}; ${end}`, { limits: { memoryMb: 128, ...limits } });
  expect(status).not.toBe("succeeded");
  expect(usage.memoryPeakBytes).toBeGreaterThan(20e6);
  expect(usage.memoryPeakBytes).toBeLessThanOrEqual(128 * 1_048_576);
});

test("the memory of a program that ended by a wait without end is told", async () => {
  const code = `${keepMemory}; console.log("kept"); await new Promise(() => setTimeout(() => {}, 900_000))`;
  const within = (timeoutMs: number) => run(code, { limits: { memoryMb: 128, timeoutMs } });
  let timeoutMs = 2_000;
  let ended = await within(timeoutMs);
  // On a busy machine the time may be over before the program waits.
  while (logTexts(ended.events).length === 0 && timeoutMs < 60_000) {
    timeoutMs *= 2;
    ended = await within(timeoutMs);
  }
  expect(ended.status).toBe("timed_out");
  expect(ended.usage.memoryPeakBytes).toBeGreaterThan(20e6);
  expect(ended.usage.memoryPeakBytes).toBeLessThanOrEqual(128 * 1_048_576);
});

test("the memory of a cancelled program is told, and of one that needed too much at least its limit", async () => {
  const controller = new AbortController();
  const code =
    "const kept = Array.from({ length: 3e6 }, (_, i) => i + 0.5); await tools.a.b(); return kept.length";
  const invoke = () => new Promise<string>(() => setTimeout(() => controller.abort(), 10));
  const cancelled = await run(code, { limits: { memoryMb: 128 }, signal: controller.signal, invoke });
  expect(cancelled.status).toBe("cancelled");
  expect(cancelled.usage.memoryPeakBytes).toBeGreaterThan(20e6);
  const bomb = await run("const a = []; while (true) a.push(new Array(1000).fill(1.5))");
  expect(bomb.status).toBe("memory_exceeded");
  expect(bomb.usage.memoryPeakBytes).toBeGreaterThanOrEqual(64 * 1_048_576);
});

test("inspecting is bounded and calls nothing of the program", async () => {
  const { events, result } = await run(`
    let called = 0;
    console.log({ get a() { called += 1; return 1 }, f() {}, s: Symbol("q"), deep: { a: { b: { c: { d: { e: 1 } } } } } });
    const cycle: any = [1]; cycle.push(cycle); console.log(cycle);
    console.log(new Proxy({}, { ownKeys() { throw new Error("no") } }));
    console.log(Array.from({ length: 1e5 }, (_, i) => i));
    return called`);
  const [object, cycle, proxy, long] = logTexts(events);
  expect(object).toContain("a: [Getter]");
  expect(object).toContain("[Object]");
  expect(cycle).toBe("[ 1, [Circular] ]");
  expect(proxy).toBe("[Unreadable]");
  expect(long?.length).toBeLessThan(2_000);
  expect(result).toBe(0);
});

test("an input that is no JSON is refused", async () => {
  await expect(run("1", { input: 1n })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a listener that throws ends the run, not the process", async () => {
  const onEvent = () => {
    throw new Error("listener");
  };
  expect(await run("console.log(1); return 1", { onEvent })).toMatchObject({
    status: "failed",
    error: { code: "internal" },
  });
  expect((await run("2")).result).toBe(2);
});

test("organizations do not share processes, and one does not take all of them", async () => {
  const own = createTestSandbox({ maxChildren: 4, spares: 0 });
  try {
    const code = "await new Promise((r) => setTimeout(r, 200)); return 1";
    const many = Array.from({ length: 12 }, () => own.run(code, { organizationId: "large" }));
    await Promise.race(many);
    expect(await own.run("1", { organizationId: "small" })).toMatchObject({ status: "succeeded" });
    const results = await Promise.all(many);
    expect(results.every(({ status }) => status === "succeeded")).toBe(true);
    expect(own.sandbox.stats().children).toBeLessThanOrEqual(3);
  } finally {
    await own.sandbox.close();
  }
});

test("a closed sandbox ends what runs and takes no more", async () => {
  const own = createTestSandbox();
  const running = own.run("console.log('up'); while (true) {}", {
    onEvent: (event) => event.type === "log" && void own.sandbox.close(),
  });
  expect(await running).toMatchObject({ status: "interrupted" });
  await expect(own.run("1 + 41")).rejects.toMatchObject({ code: "unavailable" });
});

test("programs that share what their process grew by tell whole bytes", async () => {
  const own = createTestSandbox({ maxChildren: 1, spares: 0 });
  try {
    const code =
      "const kept = []; const until = Date.now() + 500; while (Date.now() < until) kept.push({}); return 1;";
    const ended = await Promise.all([1, 2, 3].map(() => own.run(code)));
    expect(ended.filter(({ usage }) => !Number.isInteger(usage.memoryPeakBytes))).toEqual([]);
  } finally {
    await own.sandbox.close();
  }
});
