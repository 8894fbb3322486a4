import { readdirSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createTestSandbox, logTexts } from "./test-sandbox.ts";

const { sandbox, run } = createTestSandbox();
afterAll(() => sandbox.close());

const timeoutMs = 1_500;
/** Takes a while and makes no call, so that it may be run anew when its process is taken down. */
const innocent =
  "let n = 0; for (let i = 0; i < 5; i++) { await new Promise((r) => setTimeout(r, 20)); n += 1 } return n";

const programs: Record<string, { code: string; status: string[] }> = {
  "an endless loop": { code: "while (true) {}", status: ["timed_out"] },
  "a loop after an awaited call": { code: "await tools.a.b(); while (true) {}", status: ["timed_out"] },
  "a loop in a timer": {
    code: "setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})",
    status: ["timed_out"],
  },
  "a loop of microtasks": { code: "while (true) await 1", status: ["timed_out"] },
  "a loop left behind by a program that ended": {
    code: "(async () => { await 1; while (true) await 1 })(); return 1",
    status: ["succeeded", "timed_out"],
  },
  "a catastrophic regular expression": { code: "/(a+)+$/.test('a'.repeat(40) + 'b')", status: ["timed_out"] },
  "growing powers": {
    code: "let x = 3n; while (true) x = x ** 3n",
    status: ["timed_out", "failed", "memory_exceeded"],
  },
  "an array bomb": {
    code: "const a = []; while (true) a.push(new Array(1000).fill(1.5))",
    status: ["memory_exceeded"],
  },
  "a huge fill": { code: "const a = []; for (;;) a.push(Array(1e7).fill({}))", status: ["memory_exceeded"] },
  "a Map bomb": {
    code: "const m = new Map(); let i = 0; while (true) m.set(i++, { i })",
    status: ["memory_exceeded", "timed_out"],
  },
  "doubled strings": {
    code: "const a = []; while (true) { a.push('x'.repeat(1e7) + a.length); a.at(-1).charCodeAt(5) }",
    status: ["memory_exceeded"],
  },
  "doubled arrays": {
    code: "let a = [1]; while (true) a = a.concat(a)",
    status: ["memory_exceeded", "timed_out"],
  },
  buffers: {
    code: "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))",
    status: ["memory_exceeded"],
  },
  "a giant JSON text": {
    code: "JSON.parse('[' + '1,'.repeat(2e7) + '1]')",
    status: ["memory_exceeded", "timed_out"],
  },
  "a deep JSON text": {
    code: "JSON.parse('['.repeat(3e6) + ']'.repeat(3e6))",
    status: ["memory_exceeded", "timed_out", "failed"],
  },
  "a huge sort": {
    code: "const a = Array.from({ length: 3e6 }, Math.random); for (;;) a.sort(() => Math.random() - 0.5)",
    status: ["memory_exceeded", "timed_out"],
  },
  "a flood of symbols": {
    code: "for (let i = 0; ; i++) Symbol.for('k' + i + 'x'.repeat(1000))",
    status: ["memory_exceeded", "timed_out"],
  },
  "a flood of promises": {
    code: "const f = () => { Promise.resolve().then(f); Promise.resolve().then(f) }; f(); await new Promise(() => {})",
    status: ["memory_exceeded", "timed_out"],
  },
  "a flood of timers": {
    code: "for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1e9)",
    status: ["failed"],
  },
  "endless recursion": { code: "function f() { f() } f()", status: ["failed"] },
  "recursion that catches itself": {
    code: "function f() { try { f() } finally { f() } } f()",
    status: ["timed_out"],
  },
  "a thrown Proxy": {
    code: "throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { while (true) {} } })",
    status: ["timed_out", "failed"],
  },
  "a thrown error of getters": { code: "throw { get message() { while (true) {} } }", status: ["timed_out"] },
  "an error whose parts throw": {
    code: "const e = new Error('a'); Object.defineProperty(e, 'stack', { get() { throw 5 } }); throw e",
    status: ["failed"],
  },
  "a result that loops in toJSON": { code: "return { toJSON() { while (true) {} } }", status: ["timed_out"] },
  "a result whose getter throws": {
    code: "return { get a() { throw new Error('no') } }",
    status: ["failed"],
  },
  "a result Proxy": {
    code: "return new Proxy({}, { ownKeys() { throw new Error('no') } })",
    status: ["failed"],
  },
  "an endless thenable": { code: "return { then(done) { done(this) } }", status: ["timed_out"] },
  "a too large result": { code: "return 'x'.repeat(2e6)", status: ["quota_exceeded"] },
  "a flood of calls": {
    code: "await Promise.all(Array.from({ length: 100_000 }, (_, i) => tools.a.b(i)))",
    status: ["quota_exceeded"],
  },
  "calls without end": { code: "for (;;) await tools.a.b()", status: ["quota_exceeded"] },
  "a wrecked world": {
    code: "Object.prototype.toJSON = () => 1; Array.prototype.toJSON = () => 2; Array.prototype[Symbol.iterator] = null; JSON.stringify = null; Promise.prototype.then = null; Map.prototype.get = null; Object.defineProperty(Object.prototype, '0', { set() { throw 1 } }); console.log({ a: 1 }); await tools.a.b({ x: 1 }); return 'fine'",
    status: ["succeeded"],
  },
};

test.each(Object.entries(programs))(
  "%s ends as it should, and its neighbor finishes",
  async (_, { code, status }) => {
    const neighbor = run(innocent);
    // What is to end by another limit than time gets the time for it, also on a busy machine.
    const wallMs = status.includes("timed_out") ? timeoutMs : 10 * timeoutMs;
    const isOfTimeAlone = status.includes("timed_out") && !status.includes("memory_exceeded");
    const cpuMs = isOfTimeAlone ? 300 : wallMs;
    const result = await run(code, { limits: { timeoutMs: wallMs, cpuMs } });
    expect(status).toContain(result.status);
    expect(result.usage.wallMs).toBeLessThan(wallMs + 500);
    expect(await neighbor).toMatchObject({ status: "succeeded", result: 5 });
  },
);

test("a flood of logs ends at the budget, and the loss is told", async () => {
  const { events, logsDropped, status } = await run(
    "for (let i = 0; i < 20_000; i++) console.log('x'.repeat(1000)); return 1",
  );
  expect(status).toBe("succeeded");
  expect(logTexts(events).join("").length).toBeLessThanOrEqual(100_000);
  expect(logsDropped).toBe(20_000 - logTexts(events).length);
});

test("a program without a process is taken down by cancel even when it is stuck in native code", async () => {
  const controller = new AbortController();
  const running = run(
    "console.log('up'); const a = new Float64Array(4e6).map(Math.random); for (;;) { a.sort(); a.reverse() }",
    {
      limits: { memoryMb: 256, timeoutMs: 20_000, cpuMs: 20_000 },
      signal: controller.signal,
      onEvent: (event) => event.type === "log" && setTimeout(() => controller.abort(), 50),
    },
  );
  expect((await running).status).toBe("cancelled");
});

test("a neighbor that had made a call is told that it may be repeated, instead of being run twice", async () => {
  const own = createTestSandbox({ runsPerChild: 2, maxChildren: 1, spares: 0 });
  let calls = 0;
  try {
    // Both in one process: the second only starts once the first has made its call.
    let bomb: Promise<unknown> | undefined;
    const neighbor = own.run("await tools.a.b(); await new Promise((r) => setTimeout(r, 3000)); return 1", {
      invoke: async () => {
        calls += 1;
        bomb ??= own.run("const a = []; for (;;) a.push(Array(1e7).fill({}))");
        return "1";
      },
    });
    const result = await neighbor;
    await bomb;
    expect(calls).toBe(1);
    if (result.status === "succeeded") return;
    expect(result).toMatchObject({ status: "interrupted", error: { code: "interrupted", retryable: true } });
  } finally {
    await own.sandbox.close();
  }
});

test("60 processes taken down leave neither processes nor handles behind", async () => {
  const own = createTestSandbox({ spares: 2, maxChildren: 3 });
  const open = () => readdirSync("/proc/self/fd").length;
  try {
    await own.run("1");
    const before = open();
    // Every run is another organization's, so each takes a fresh process and ends the one before it.
    for (let index = 0; index < 60; index += 1) {
      const { status } = await own.run("return 1", { organizationId: `org-${index}` });
      expect(status).toBe("succeeded");
    }
    const { children, started, killed } = own.sandbox.stats();
    expect(started).toBeGreaterThanOrEqual(60);
    expect(children).toBe(started - killed);
    expect(children).toBeLessThanOrEqual(3);
    expect(open()).toBeLessThanOrEqual(before + 8);
  } finally {
    await own.sandbox.close();
  }
  expect(own.sandbox.stats()).toMatchObject({ children: 0, running: 0, waiting: 0 });
}, 120_000);
