import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { RunEvent } from "./run-event.ts";
import type { LogEntry } from "./run-log.ts";
import type { ReplayRequest } from "./run-request.ts";
import { createTestSandbox, logTexts } from "./test-sandbox.ts";

// A busy machine takes longer than a program should.
const { sandbox, run: runOnce } = createTestSandbox({}, { timeoutMs: 30_000 });
afterAll(() => sandbox.close());

/** On a starved machine V8 may find no room for a process's next isolate; that is not what is looked at here. */
const run: typeof runOnce = async (...args) => {
  for (;;) {
    const ended = await runOnce(...args);
    if (ended.status !== "memory_exceeded") return ended;
  }
};

/** Answers depend on nothing but the call; how long they take does on the call as well, so that they overtake each other. */
const answer = async ({ sequence, args }: { sequence: number; args: string }) => {
  await wait((sequence * 7919) % 5);
  return args;
};

async function recorded(code: string, more: Parameters<typeof run>[1] = {}) {
  for (;;) {
    const log: LogEntry[] = [];
    const result = await runOnce(code, { invoke: answer, record: (entry) => log.push(entry), ...more });
    if (result.status !== "memory_exceeded") return { log, result };
  }
}

const replayOf = (log: readonly LogEntry[], more: Partial<ReplayRequest> = {}): ReplayRequest => ({
  // As it is stored.
  log: JSON.parse(JSON.stringify(log)),
  goesOn: false,
  cpuMs: 0,
  wallMs: 0,
  logLines: 0,
  ...more,
});

const noCall = () => Promise.reject(new Error("no call goes out"));

test("a replay goes the same way: time, random numbers, order of answers and timers; no call goes out", async () => {
  const code = `
    const seen = [];
    const note = (what) => seen.push([what, Date.now(), new Date().getTime(), Math.random(), performance.now()]);
    note("start");
    const call = (n) => tools.shop.get({ n, id: crypto.randomUUID() }).then((answer) => note(answer));
    setTimeout(() => note("timer"), 3);
    const beat = setInterval(() => note("beat"), 2);
    await Promise.all([call(1), call(2), call(3)]);
    const first = await Promise.race([call(4), new Promise((resolve) => setTimeout(resolve, 2, "late"))]);
    clearInterval(beat);
    const until = Date.now() + 5;
    while (Date.now() < until);
    console.time("t"); console.timeEnd("t");
    return { seen, first: first ?? null, words: Date(), day: new Intl.DateTimeFormat("en", { timeStyle: "full" }).format() };`;
  const { log, result } = await recorded(code);
  expect(result).toMatchObject({ status: "succeeded" });
  await wait(20);
  const again = await run(code, { invoke: noCall, replay: replayOf(log) });
  expect(again).toMatchObject({ status: "succeeded", result: result.result });
  expect(again.usage.toolCalls).toBe(4);
  expect(logTexts(again.events)).toEqual(logTexts(result.events));
});

test("a failure is replayed as it was, with the answers that failed", async () => {
  const code = `console.log("before");\nconst { n } = await tools.shop.get({ n: 1 });\nawait tools.shop.refuse({ n });`;
  const invoke = async (call: { tool?: string; args: string }) => {
    if (call.tool === "refuse") throw new TypeError("secret");
    return call.args;
  };
  const { log, result } = await recorded(code, { invoke });
  expect(result).toMatchObject({ status: "failed", error: { code: "internal", line: 3 } });
  const again = await run(code, { invoke: noCall, replay: replayOf(log) });
  expect(again.error).toEqual(result.error);
  expect(JSON.stringify(log)).not.toContain("secret");
});

test("another program, other arguments, another tool and a call less are told, with the place", async () => {
  const code = "return (await tools.shop.get({ n: 1 })).n";
  const { log } = await recorded(code);
  const changed = (change: (entry: LogEntry) => unknown) =>
    replayOf(log.map((entry) => change(structuredClone(entry)) as LogEntry));
  const messageOf = async (replay: ReplayRequest, program = code) => {
    const { status, error } = await run(program, { invoke: noCall, replay });
    expect({ status, code: error?.code }).toEqual({ status: "failed", code: "replay_diverged" });
    return error?.message;
  };
  expect(await messageOf(replayOf(log), "return 2")).toContain("another program");
  const spoil = (place: number, value: string | number) =>
    changed((entry) => (entry[0] === "call" ? entry.with(place, value) : entry));
  expect(await messageOf(spoil(5, "x"))).toContain("Call 1 of tools.shop.get has other arguments now.");
  expect(await messageOf(spoil(4, "put"))).toContain(
    "Call 1 was one of tools.shop.put, and is one of tools.shop.get",
  );
  expect(await messageOf(spoil(1, 2))).toMatch(
    /Call 1 was answered, and is not made|Call 2 of .* is not made/,
  );
  const older = changed((entry) =>
    entry[0] === "begin" ? ["begin", { ...entry[1], preludeVersion: "earlier" }] : entry,
  );
  expect(await messageOf(older)).toContain("version earlier of the sandbox");
  expect(await messageOf(replayOf([]))).toContain("does not say how");
});

test("a log that ends before the program does is told as that, and nothing goes out", async () => {
  const code =
    "console.log(1); const a = await tools.shop.get({ n: 1 }); await tools.shop.get({ n: 2 }); return a";
  const { log } = await recorded(code);
  const cut = log.slice(
    0,
    log.findIndex(([type, sequence]) => type === "answer" && sequence === 2),
  );
  const again = await run(code, { invoke: noCall, replay: replayOf(cut) });
  expect(again).toMatchObject({ status: "interrupted", error: { code: "log_ended" } });
  expect(logTexts(again.events)).toEqual(["1"]);
});

test("a paused run is resumed where it was: answers come from its log, logs are not told twice, usage adds up", async () => {
  const code = `
    console.log("one");
    for (let i = 0, end = Date.now() + 300; Date.now() < end; i++);
    const { n } = await tools.shop.get({ n: 1 });
    console.log("two");
    const approved = await tools.shop.approve({ n });
    console.log("three");
    return { n, approved, id: crypto.randomUUID() };`;
  const pause = new AbortController();
  const log: LogEntry[] = [];
  const calls: string[] = [];
  const paused = await run(code, {
    pause: pause.signal,
    record: (entry) => log.push(entry),
    invoke: async ({ tool, args }) => {
      calls.push(tool ?? "");
      if (tool === "get") return args;
      setTimeout(() => pause.abort(), 20);
      return new Promise(() => undefined);
    },
  });
  expect(paused.isPaused).toBe(true);
  expect(logTexts(paused.events)).toEqual(["one", "two"]);
  const { cpuMs, wallMs } = paused.usage;
  const events: RunEvent[] = [];
  const resumed = await run(code, {
    replay: replayOf(log, { goesOn: true, logLines: 2, cpuMs, wallMs }),
    record: (entry) => log.push(entry),
    onEvent: (event) => events.push(event),
    invoke: async ({ tool, sequence }) => {
      calls.push(`${tool} ${sequence}`);
      return "true";
    },
  });
  expect(resumed).toMatchObject({
    status: "succeeded",
    result: { n: 1, approved: true },
    usage: { toolCalls: 2 },
  });
  expect(logTexts(events)).toEqual(["three"]);
  expect(calls).toEqual(["get", "approve", "approve 2"]);
  expect(resumed.usage.wallMs).toBeGreaterThan(wallMs);
  expect(resumed.usage.cpuMs).toBeGreaterThan(cpuMs);
  // The loop is not run again: its clock comes from the log.
  expect(resumed.usage.cpuMs).toBeLessThan(cpuMs + 150);
  const whole = await run(code, { invoke: noCall, replay: replayOf(log) });
  expect(whole).toMatchObject({ status: "succeeded", result: resumed.result });
});

/** Programs over calls, timers, races, nested awaits, time and random numbers; what they return says in which order all came. */
const program = fc.letrec<{ step: string }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3 },
    fc.nat(9).map((n) => `await call(${n});`),
    fc.nat(4).map((ms) => `await sleep(${ms});`),
    fc.constant("note(Date.now(), Math.random());"),
    fc.constant(`console.log(seen.length);`),
    fc.nat(4).map((ms) => `setTimeout(() => note("timer", performance.now()), ${ms});`),
    fc
      .array(tie("step"), { minLength: 2, maxLength: 4 })
      .map((steps) => `await Promise.all([${steps.map((step) => `(async () => { ${step} })()`).join()}]);`),
    fc
      .array(tie("step"), { minLength: 2, maxLength: 3 })
      .map(
        (steps) =>
          `note(await Promise.race([${steps.map((step, i) => `(async () => { ${step} return ${i} })()`).join()}]));`,
      ),
    fc.tuple(tie("step"), tie("step")).map(([a, b]) => `if (Math.random() < 0.5) { ${a} } else { ${b} }`),
    fc.tuple(tie("step"), tie("step")).map(([a, b]) => `try { ${a} throw new Error("x") } catch { ${b} }`),
    tie("step").map((step) => `for (let i = 0; i < 2; i++) { ${step} }`),
  ),
})).step;

const frame = (steps: string[]) => `
  const seen = [];
  const note = (...what) => { seen.push(what) };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const call = async (n) => note(await tools.shop.get({ n, after: seen.length, id: Math.random() }).catch((e) => e.code));
  ${steps.join("\n")}
  return seen;`;

test("random programs: cut anywhere, replayed and resumed, they give what their whole log gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(program, { minLength: 3, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (steps, at) => {
        const code = frame(steps);
        const { log, result } = await recorded(code);
        expect(result.status).toBe("succeeded");
        const again = await run(code, { invoke: noCall, replay: replayOf(log) });
        const { status, error = null } = again;
        expect({ status, error, result: again.result }).toEqual({
          status: "succeeded",
          error: null,
          result: result.result,
        });
        // As a crash cuts it: what was logged by then, and the program's own lines that were told by then.
        const cut = log.slice(0, 1 + Math.floor(at * (log.length - 1)));
        const { log: tail, result: resumed } = await recorded(code, {
          replay: replayOf(cut, { goesOn: true }),
        });
        expect(resumed).toMatchObject({ status: "succeeded" });
        const whole = await run(code, { invoke: noCall, replay: replayOf([...cut, ...tail]) });
        expect(whole.result).toEqual(resumed.result);
        expect(logTexts(whole.events)).toEqual(logTexts(resumed.events));
      },
    ),
    { numRuns: 40, seed: 20_261 },
  );
}, 60_000);

/** Programs whose value does not depend on what comes first. */
const value = fc.letrec<{ of: string }>((tie) => ({
  of: fc.oneof(
    { maxDepth: 3 },
    fc.nat(9).map((n) => `tools.shop.get({ n: ${n} })`),
    fc.nat(3).map((ms) => `new Promise((resolve) => setTimeout(resolve, ${ms}, ${ms}))`),
    fc.array(tie("of"), { minLength: 2, maxLength: 4 }).map((parts) => `Promise.all([${parts.join()}])`),
    fc
      .tuple(tie("of"), tie("of"))
      .map(([a, b]) => `(async () => { const a = await ${a}; return [a, await ${b}] })()`),
  ),
})).of;

test("random programs whose value no order changes give, cut and resumed, what they give uncut", async () => {
  await fc.assert(
    fc.asyncProperty(value, value, fc.double({ min: 0, max: 1, noNaN: true }), async (first, second, at) => {
      const code = `return [Math.random(), await ${first}, await ${second}, crypto.randomUUID()]`;
      const { log, result } = await recorded(code);
      const cut = log.slice(0, 1 + Math.floor(at * (log.length - 1)));
      const resumed = await run(code, { invoke: answer, replay: replayOf(cut, { goesOn: true }) });
      expect(resumed).toMatchObject({ status: "succeeded", result: result.result });
    }),
    { numRuns: 40, seed: 20_262 },
  );
}, 60_000);

test("what its end does to a call under way is no answer in the log of a run that is cancelled", async () => {
  const over = new AbortController();
  const underWay = Promise.withResolvers<void>();
  const { log, result } = await recorded("await tools.shop.get({})", {
    signal: over.signal,
    invoke: (_, signal) =>
      new Promise((_, reject) => {
        for (const each of [over.signal, signal]) {
          each.addEventListener("abort", () => reject(new Error("given up")));
        }
        underWay.resolve();
      }),
    onEvent: ({ type }) => {
      if (type === "state") void underWay.promise.then(() => over.abort());
    },
  });
  expect(result.status).toBe("cancelled");
  const types = log.map(([type]) => type);
  expect(types).toContain("call");
  expect(types).not.toContain("answer");
});
