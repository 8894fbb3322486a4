import { expect, test } from "vitest";
import { createTestSandbox } from "./test-sandbox.ts";

/** One process for each of two organizations, one run in it at a time. */
const small = { maxChildren: 2, runsPerChild: 1, spares: 0 };
const sleep = (ms: number) => `await new Promise((resolve) => setTimeout(resolve, ${ms})); return 1`;

test("a run that finds no place by its deadline ends there, and nothing of it has run", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const busy = run(sleep(2_500));
    const calls: string[] = [];
    const startedAt = performance.now();
    const waited = await run("await tools.a.b(); return 1", {
      limits: { timeoutMs: 500 },
      invoke: async ({ tool }) => JSON.stringify(calls.push(tool ?? "")),
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(waited).toMatchObject({
      status: "timed_out",
      hasBegun: false,
      error: { code: "no_place", retryable: true },
      usage: { cpuMs: 0, wallMs: 0, toolCalls: 0 },
      events: [],
    });
    // Timers may fire a little early by the clock that measures.
    expect(waited.usage.queueMs).toBeGreaterThanOrEqual(498);
    expect(calls).toEqual([]);
    expect(await busy).toMatchObject({ status: "succeeded", hasBegun: true });
    expect(sandbox.stats().waiting).toBe(0);
  } finally {
    await sandbox.close();
  }
});

test("the wait is a figure of its own, and part of the deadline", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const busy = run(sleep(1_000));
    const [patient, late] = await Promise.all([
      run(sleep(10), { limits: { timeoutMs: 5_000 } }),
      busy.then(() => undefined).then(() => run("return 2")),
    ]);
    expect(patient).toMatchObject({ status: "succeeded" });
    expect(patient.usage.queueMs).toBeGreaterThan(500);
    expect(patient.usage.wallMs).toBeLessThan(patient.usage.queueMs);
    expect(late.status).toBe("succeeded");
    const again = run(sleep(1_500));
    const cut = await run(sleep(60_000), { limits: { timeoutMs: 2_500 } });
    await again;
    expect(cut).toMatchObject({ status: "timed_out", hasBegun: true, error: { code: "timeout" } });
    expect(cut.error?.message).toMatch(/had not ended after 2500 ms; \d+ ms of them it waited/);
    expect(cut.usage.queueMs + cut.usage.wallMs).toBeLessThan(3_500);
  } finally {
    await sandbox.close();
  }
}, 20_000);

test("an organization that comes last gets its turn while two others never stop", async () => {
  const { sandbox, run } = createTestSandbox(small);
  let isStopped = false;
  /** Three callers, each with its next run as soon as the last has ended: two of them always wait. */
  const flood = (organizationId: string) =>
    Promise.all(
      [1, 2, 3].map(async () => {
        while (!isStopped) await run(sleep(100), { organizationId, limits: { timeoutMs: 30_000 } });
      }),
    );
  try {
    const floods = [flood("a"), flood("b")];
    await expect.poll(() => sandbox.stats(), { timeout: 10_000 }).toMatchObject({ running: 2, waiting: 4 });
    const third = await run("return 3", { organizationId: "c", limits: { timeoutMs: 8_000 } });
    expect(third).toMatchObject({ status: "succeeded", result: 3 });
    isStopped = true;
    await Promise.all(floods);
  } finally {
    isStopped = true;
    await sandbox.close();
  }
}, 60_000);

test("beyond a bound an organization is turned away, and others are not", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const crowd = [run(sleep(1_500), { organizationId: "crowd" })];
    for (let turn = 0; turn < 4; turn += 1) {
      sandbox.requireRoom("crowd");
      crowd.push(run("return 1", { organizationId: "crowd" }));
    }
    expect(() => sandbox.requireRoom("crowd")).toThrow(
      expect.objectContaining({
        code: "too_many_calls",
        retryable: true,
        retryAfterSeconds: expect.any(Number),
      }),
    );
    sandbox.requireRoom("other");
    await Promise.all(crowd);
    sandbox.requireRoom("crowd");
  } finally {
    await sandbox.close();
  }
}, 20_000);

test("a source that takes long to read ends at its deadline, and holds up no other organization", async () => {
  const { sandbox, run } = createTestSandbox({ spares: 2 });
  try {
    await run("return 0", { organizationId: "b" });
    const bombs = Array.from({ length: 6 }, (_, index) =>
      run(`${"a?(b):c=>".repeat(24)}d${index}`, { organizationId: "a", limits: { timeoutMs: 400 } }),
    );
    const startedAt = performance.now();
    expect(await run("return 1", { organizationId: "b" })).toMatchObject({ result: 1 });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    for (const { error, hasBegun } of await Promise.all(bombs)) {
      expect(["no_place", "too_complicated"]).toContain(error?.code);
      expect(hasBegun).toBe(false);
    }
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  } finally {
    await sandbox.close();
  }
});

test("while a call is held for a person the run's time stands still, and goes on where it was", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const held = Promise.withResolvers<void>();
    const waits = async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return "1";
    };
    const patient = await run("return await Promise.all([tools.a.slow(), tools.a.slower()])", {
      limits: { timeoutMs: 2_000 },
      async invoke({ tool }, _signal, hold) {
        const goOn = hold();
        const answer = await waits(tool === "slow" ? 1_800 : 2_600);
        goOn();
        // Twice is once.
        goOn();
        return answer;
      },
    });
    expect(patient).toMatchObject({ status: "succeeded", result: [1, 1] });
    expect(patient.usage.wallMs).toBeGreaterThan(2_500);
    const impatient = run("await tools.a.b(); for (;;) await new Promise((done) => setTimeout(done, 20));", {
      limits: { timeoutMs: 1_000 },
      async invoke(_invocation, _signal, hold) {
        const goOn = hold();
        await held.promise;
        goOn();
        return "1";
      },
    });
    await waits(1_200);
    expect(sandbox.stats().running).toBe(1);
    held.resolve();
    expect(await impatient).toMatchObject({ status: "timed_out", error: { code: "timeout" } });
    // A held run is cancelled like any other.
    const leaving = new AbortController();
    const cancelled = run("await tools.a.b()", {
      signal: leaving.signal,
      async invoke(_invocation, signal, hold) {
        hold();
        leaving.abort();
        return new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason)),
        );
      },
    });
    expect(await cancelled).toMatchObject({ status: "cancelled" });
  } finally {
    await sandbox.close();
  }
});
