import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTestSandbox } from "./test-sandbox.ts";

/** One process for each of two organizations, one run in it at a time. */
const small = { maxChildren: 2, runsPerChild: 1, spares: 0 };
const sleep = (ms: number) => `await new Promise((resolve) => setTimeout(resolve, ${ms})); return 1`;

/** Holds its place until it is let go; `here` once it has it. */
function holding(run: ReturnType<typeof createTestSandbox>["run"]) {
  const here = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const ended = run("await tools.a.b(); return 1", {
    limits: { timeoutMs: 60_000 },
    async invoke() {
      here.resolve();
      await free.promise;
      return "1";
    },
  });
  return { here: here.promise, letGo: () => free.resolve(), ended };
}

test("a run that finds no place by its deadline ends there, and nothing of it has run", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const busy = holding(run);
    await busy.here;
    const calls: string[] = [];
    const waited = await run("await tools.a.b(); return 1", {
      limits: { timeoutMs: 500 },
      invoke: async ({ tool }) => JSON.stringify(calls.push(tool ?? "")),
    });
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
    busy.letGo();
    expect(await busy.ended).toMatchObject({ status: "succeeded", hasBegun: true });
    expect(sandbox.stats().waiting).toBe(0);
  } finally {
    await sandbox.close();
  }
});

test("a wait that is no part of its time leaves a run all of it, and ends as it says", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const busy = holding(run);
    await busy.here;
    const limits = { timeoutMs: 2_000 };
    const patient = run("return 1", { limits, placeWaitMs: 60_000 });
    const hasty = await run("return 1", { limits, placeWaitMs: 100 });
    expect(hasty).toMatchObject({ status: "timed_out", hasBegun: false, error: { code: "no_place" } });
    await wait(limits.timeoutMs);
    busy.letGo();
    expect(await patient).toMatchObject({ status: "succeeded", result: 1 });
    const again = holding(run);
    await again.here;
    const cut = run(sleep(60_000), { limits: { timeoutMs: 500 }, placeWaitMs: 60_000 });
    await wait(600);
    again.letGo();
    expect(await cut).toMatchObject({
      status: "timed_out",
      error: { code: "timeout", message: "The program ran longer than 500 ms." },
    });
  } finally {
    await sandbox.close();
  }
});

test("the wait is a figure of its own, and part of the deadline", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const busy = holding(run);
    await busy.here;
    const startedAt = performance.now();
    const patient = run("return 1", { limits: { timeoutMs: 60_000 } });
    await wait(500);
    busy.letGo();
    const { status, usage } = await patient;
    expect(status).toBe("succeeded");
    expect(usage.queueMs).toBeGreaterThanOrEqual(498);
    expect(usage.queueMs + usage.wallMs).toBeLessThanOrEqual(performance.now() - startedAt);

    const again = holding(run);
    await again.here;
    await run("return 0", { organizationId: "free" });
    const limits = { timeoutMs: 4_000 };
    const began = Promise.all([
      run(sleep(60_000), { limits }),
      // Beside it one that need not wait: what a busy machine adds, it adds to both.
      run(sleep(60_000), { limits, organizationId: "free" }),
    ]);
    await wait(1_500);
    again.letGo();
    const [cut, free] = await began;
    for (const ended of [cut, free])
      expect(ended).toMatchObject({ status: "timed_out", hasBegun: true, error: { code: "timeout" } });
    expect(cut.error?.message).toMatch(/had not ended after 4000 ms; \d+ ms of them it waited/);
    expect(cut.usage.queueMs).toBeGreaterThanOrEqual(1_498);
    expect(cut.usage.wallMs).toBeLessThan(free.usage.wallMs);
  } finally {
    await sandbox.close();
  }
}, 60_000);

test("an organization that comes last gets its turn while two others never stop", async () => {
  const { sandbox, run } = createTestSandbox(small);
  let isStopped = false;
  const ended = { a: 0, b: 0 };
  /** Three callers, each with its next run as soon as the last has ended: two of them always wait. */
  const flood = (organizationId: "a" | "b") =>
    Promise.all(
      [1, 2, 3].map(async () => {
        while (!isStopped) {
          await run(sleep(100), { organizationId, limits: { timeoutMs: 30_000 } });
          ended[organizationId] += 1;
        }
      }),
    );
  const floods = Promise.all([flood("a"), flood("b")]);
  try {
    // Each has a process then, and there may be no third.
    await expect.poll(() => Math.min(ended.a, ended.b), { timeout: 20_000 }).toBeGreaterThan(0);
    const third = await run("return 3", { organizationId: "c", limits: { timeoutMs: 20_000 } });
    expect(third).toMatchObject({ status: "succeeded", result: 3 });
  } finally {
    isStopped = true;
    await floods;
    await sandbox.close();
  }
}, 60_000);

test("beyond a bound an organization is turned away, and others are not", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const crowd: Promise<unknown>[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
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
    const bombs = Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        run(`${"a?(b):c=>".repeat(24)}d${index}`, { organizationId: "a", limits: { timeoutMs: 400 } }),
      ),
    );
    const ended: string[] = [];
    // Read after all of them, whose runs are over by then.
    const behind = run("return 1", { organizationId: "a", limits: { timeoutMs: 60_000 } });
    const other = run("return 1 + 1", { organizationId: "b", limits: { timeoutMs: 60_000 } });
    await Promise.all([
      bombs.then(() => ended.push("bombs")),
      behind.then(() => ended.push("behind")),
      other.then(() => ended.push("other")),
    ]);
    expect(ended.at(-1)).toBe("behind");
    expect(await behind).toMatchObject({ result: 1 });
    expect(await other).toMatchObject({ result: 2 });
    for (const { error, hasBegun } of await bombs) {
      expect(["no_place", "too_complicated"]).toContain(error?.code);
      expect(hasBegun).toBe(false);
    }
  } finally {
    await sandbox.close();
  }
}, 60_000);

test("while a call is held for a person the run's time stands still, and goes on where it was", async () => {
  const { sandbox, run } = createTestSandbox(small);
  try {
    const held = Promise.withResolvers<void>();
    const patient = await run("return await Promise.all([tools.a.slow(), tools.a.slower()])", {
      limits: { timeoutMs: 4_000 },
      async invoke({ tool }, _signal, hold) {
        const goOn = hold();
        await wait(tool === "slow" ? 3_600 : 4_600);
        goOn();
        // Twice is once.
        goOn();
        return "1";
      },
    });
    expect(patient).toMatchObject({ status: "succeeded", result: [1, 1] });
    expect(patient.usage.wallMs).toBeGreaterThan(4_500);
    const impatient = run("await tools.a.b(); for (;;) await new Promise((done) => setTimeout(done, 20));", {
      limits: { timeoutMs: 1_000 },
      async invoke(_invocation, _signal, hold) {
        const goOn = hold();
        await held.promise;
        goOn();
        return "1";
      },
    });
    await wait(1_200);
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
