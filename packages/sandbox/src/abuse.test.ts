import { abusePrograms, interleaveRuns, killChildren } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { createTestSandbox, logTexts } from "./test-sandbox.ts";

const { sandbox, run } = createTestSandbox();
afterAll(() => sandbox.close());

const timeoutMs = 15_000;
/** Of programs that have to get somewhere before it, and of those that only take time. */
const cpuMs = 250;
const shortCpuMs = 100;
const settings = 7;
/** Takes a while and makes no call, so that it may be run anew when its process is taken down. */
const innocent =
  "let n = 0; for (let i = 0; i < 5; i++) { await new Promise((r) => setTimeout(r, 20)); n += 1 } return n";

// Every kind, the settings in turn. The whole is pnpm test:faults abuse.
const selection = abusePrograms().filter((_, at) => Math.floor(at / settings) % settings === at % settings);

test.each(selection)(
  "S35: $name ends as it should, and its neighbor finishes",
  async ({ code, ends, isOfTimeAlone }) => {
    const neighbor = run(innocent);
    // Whatever may end by its time ends by little of it; what is to end by another limit gets it, also on a busy machine.
    const limits = ends.includes("timed_out")
      ? { timeoutMs: 1_500, cpuMs: isOfTimeAlone ? shortCpuMs : cpuMs }
      : { timeoutMs, cpuMs: timeoutMs };
    const { status, usage } = await run(code, { limits });
    expect(ends).toContain(status);
    // `pnpm bench sandbox` holds how much later to milliseconds.
    expect(usage.wallMs).toBeLessThan(2 * limits.timeoutMs);
    expect(await neighbor).toMatchObject({ status: "succeeded", result: 5 });
  },
);

test("S35: a flood of logs ends at the budget, and the loss is told", async () => {
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

test("24 processes taken down leave neither processes nor handles behind", async () => {
  // None makes more ahead for programs than the one that it gets.
  const own = createTestSandbox({ spares: 2, maxChildren: 3, runsPerChild: 1 });
  try {
    const report = await killChildren({
      count: 24,
      run: (organizationId) => own.run("return 1", { organizationId, limits: { timeoutMs: 60_000 } }),
    });
    expect(report.failed).toBe(0);
    expect(report.leftFiles).toBeLessThanOrEqual(8);
    expect(report.leftHandles).toBeLessThanOrEqual(8);
    const { children, started, killed } = own.sandbox.stats();
    expect(started).toBeGreaterThanOrEqual(24);
    expect(children).toBe(started - killed);
    expect(children).toBeLessThanOrEqual(3);
  } finally {
    await own.sandbox.close();
  }
  expect(own.sandbox.stats()).toMatchObject({ children: 0, running: 0, waiting: 0 });
}, 300_000);

test("120 runs of two organizations in turns do not notice each other", async () => {
  const own = createTestSandbox({ maxChildren: 4 });
  try {
    const report = await interleaveRuns({
      count: 120,
      run: ({ answer, ...request }) =>
        own.run(request.code, { ...request, invoke: async () => answer(), limits: { timeoutMs: 60_000 } }),
    });
    expect(report).toEqual({ failed: 0, crossed: 0 });
  } finally {
    await own.sandbox.close();
  }
}, 300_000);
