import type { createAbort } from "./create-abort.ts";
import type { createBlobs } from "./create-blobs.ts";
import type { createBridge, PreludeLimits } from "./create-bridge.ts";
import type { createClock } from "./create-clock.ts";
import type { createConsole } from "./create-console.ts";
import type { createDurable } from "./create-durable.ts";
import type { createFailure } from "./create-failure.ts";
import type { createFetch } from "./create-fetch.ts";
import type { createInspect } from "./create-inspect.ts";
import type { createRandom } from "./create-random.ts";
import type { createStructuredClone } from "./create-structured-clone.ts";
import type { createTextCodecs } from "./create-text-codecs.ts";
import type { createTimers } from "./create-timers.ts";
import type { createTools } from "./create-tools.ts";
import type { hardenGlobals } from "./harden-globals.ts";
import type { capturePrimordials } from "./primordials.ts";

/** The parts by name, as the snapshot's source text binds them. */
export interface PreludeParts {
  capturePrimordials: typeof capturePrimordials;
  hardenGlobals: typeof hardenGlobals;
  createInspect: typeof createInspect;
  createClock: typeof createClock;
  createBridge: typeof createBridge;
  createFailure: typeof createFailure;
  createBlobs: typeof createBlobs;
  createTools: typeof createTools;
  createFetch: typeof createFetch;
  createDurable: typeof createDurable;
  createConsole: typeof createConsole;
  createTimers: typeof createTimers;
  createAbort: typeof createAbort;
  createStructuredClone: typeof createStructuredClone;
  createTextCodecs: typeof createTextCodecs;
  createRandom: typeof createRandom;
  /** A library's: fills the object that it is given. */
  createUrls(exports: object, atob: (text: string) => string): { URL: typeof URL; URLSearchParams: unknown };
}

/**
 * What the host calls in the isolate with a batch: `["a", sequence, isOk, text]` or `["t", timerId]`; `[]` asks for the state,
 * and `["s"]` is sent back, behind all that was sent before.
 */
export type Deliver = (batch: string) => "running" | "finished" | "stalled";

/**
 * Runs once while the snapshot is made and puts the program's globals in place: an isolate starts with them. What it
 * returns is what each isolate calls first: it takes the way out and returns the way in. The program itself arrives by one
 * call of `$start`, which is removed before the program's first line.
 */
export function createInstaller(
  parts: PreludeParts,
): (out: (batch: string) => void, hasTime: boolean) => Deliver {
  const p = parts.capturePrimordials();
  parts.hardenGlobals(p);
  let urlText: (value: object) => string | undefined = () => undefined;
  const inspect = parts.createInspect(p, (value) => urlText(value));

  let send: (batch: string) => void = () => undefined;
  let limits: PreludeLimits = { outputBytes: 0, logBytes: 0, logLines: 0, maxToolCalls: 0, toolBytes: 0 };
  const clock = parts.createClock(p);
  const bridge = parts.createBridge(p, (batch) => send(batch), clock.take);
  clock.whenFull(bridge.postTimes);
  const endQuota = (code: string, message: string) => {
    bridge.finish(`["q","${code}",${p.stringify(message)},${logs.droppedCount()}]`);
  };
  const codecs = parts.createTextCodecs(p);
  const blobs = parts.createBlobs(p, codecs);
  const tools = parts.createTools(p, bridge, () => limits, { decode: blobs.decode, fail: endQuota });
  const logs = parts.createConsole(p, bridge, { limits: () => limits, inspect, clock });
  const timers = parts.createTimers(p, bridge);
  const random = parts.createRandom(p);
  const describeFailure = parts.createFailure(p, inspect, tools.isToolError);
  const fetching = parts.createFetch(p, codecs, tools);
  let startedAt = 0;
  const performance = { now: () => clock.now() - startedAt, timeOrigin: 0 };

  function define(name: string, value: unknown): void {
    p.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  /** Made by whoever asks first: in the snapshot it would cost every isolate memory and time. */
  function defineLazily(names: string[], make: () => object): void {
    let made: object | undefined;
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] ?? "";
      p.defineProperty(globalThis, name, {
        get: () => {
          made ??= make();
          define(name, p.Object(made)[name]);
          return p.Object(made)[name];
        },
        set: (value: unknown) => define(name, value),
        configurable: true,
        enumerable: false,
      });
    }
  }
  function defineAll(globals: object): void {
    const names = p.ownKeys(globals);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      if (typeof name === "string") define(name, p.Object(globals)[name]);
    }
  }
  define("console", logs.console);
  defineAll(clock.globals);
  defineAll(tools.globals);
  defineAll(timers.globals);
  defineAll(random.globals);
  defineAll(codecs.globals);
  defineAll(blobs.globals);
  defineAll(parts.createStructuredClone(p).globals);
  defineAll(parts.createAbort(p, timers.globals.setTimeout).globals);
  defineLazily(["URL", "URLSearchParams"], () => {
    const urls = parts.createUrls({}, codecs.atob);
    const hrefOf = p.getterOf(urls.URL.prototype, "href");
    urlText = (value) => (value instanceof urls.URL ? p.String(hrefOf(value)) : undefined);
    return urls;
  });
  defineLazily(
    ["step", "sleep", "waitForApproval", "workflows"],
    () => parts.createDurable(p, tools.call).globals,
  );
  define("queueMicrotask", queueMicrotask);
  define("performance", performance);
  define("input", undefined);
  define("$start", start);

  async function queueMicrotask(callback: () => void): Promise<void> {
    if (typeof callback !== "function") throw new p.TypeError("The callback must be a function.");
    await undefined;
    try {
      callback();
    } catch (thrown) {
      fail(thrown);
    }
  }

  function fail(thrown: unknown): void {
    const failure = describeFailure(thrown);
    tellDropped();
    bridge.finish(failure);
  }

  function tellDropped(): void {
    if (logs.droppedCount() > 0) bridge.post(`["n",${logs.droppedCount()}]`);
  }

  function refuseResult(name: string, message: string): void {
    tellDropped();
    bridge.finish(`["e","${name}",${p.stringify(message)},"result_not_serializable",null,null,null,null,[]]`);
  }

  function succeed(value: unknown): void {
    let text: string | undefined;
    try {
      text = p.stringify(value);
    } catch (error) {
      // A toJSON of the program may throw what it likes; only V8's own complaints are reworded.
      const isDeep = error instanceof p.RangeError && error.message === "Maximum call stack size exceeded";
      if (!isDeep && !(error instanceof p.TypeError)) throw error;
      const name = isDeep ? "RangeError" : "TypeError";
      const message = isDeep
        ? "The result is nested too deeply to be JSON. Return the parts that are needed, as a flat list."
        : `The result is no JSON: ${error.message}. Return plain objects, lists, texts and numbers.`;
      refuseResult(name, message);
      return;
    }
    // JSON leaves them out without a word.
    if (text === undefined && (typeof value === "function" || typeof value === "symbol")) {
      const hint = typeof value === "function" ? "Call it, or return" : "Return";
      const message = `The result is no JSON: it is a ${typeof value}. ${hint} plain objects, lists, texts and numbers.`;
      refuseResult("TypeError", message);
      return;
    }
    if (text !== undefined && text.length > limits.outputBytes) {
      endQuota("output_too_large", `The result is larger than ${limits.outputBytes} bytes.`);
      return;
    }
    tellDropped();
    bridge.finish(text === undefined ? '["d"]' : `["d",${p.stringify(text)}]`);
  }

  async function drive(program: (input: unknown) => unknown, input: unknown): Promise<void> {
    try {
      succeed(await program(input));
    } catch (thrown) {
      fail(thrown);
    }
  }

  /**
   * The limits come one by one: V8 would name the program's frames after the keys of an object that stands there. After them
   * eight random words as JSON, and for the clock: whether it tells its times, those of a log, whether it then goes on.
   */
  function start(
    program: (input: unknown) => unknown,
    inputText: string | null,
    outputBytes: number,
    logBytes: number,
    logLines: number,
    maxToolCalls: number,
    toolBytes: number,
    seedText: string,
    isRecorded: boolean,
    times: string,
    continues: boolean,
    hasFetch = false,
  ): void {
    Reflect.deleteProperty(globalThis, "$start");
    limits = { outputBytes, logBytes, logLines, maxToolCalls, toolBytes };
    random.seed(p.parse(seedText));
    clock.start(isRecorded, times, continues);
    startedAt = clock.now();
    performance.timeOrigin = startedAt;
    if (hasFetch) defineAll(fetching.globals);
    let input: unknown;
    if (inputText !== null) {
      input = p.parse(inputText);
      define("input", input);
    }
    void drive(program, input);
  }

  function deliver(batch: string): "running" | "finished" | "stalled" {
    const messages: [string, number, number, string][] = p.parse(batch);
    for (let index = 0; index < messages.length; index += 1) {
      const message = messages[index];
      if (message === undefined) continue;
      try {
        if (message[0] === "a") tools.answer(message[1], message[2] === 1, message[3]);
        else if (message[0] === "t") timers.fire(message[1]);
        else bridge.post('["s"]');
      } catch (thrown) {
        fail(thrown);
      }
    }
    if (bridge.isFinished()) return "finished";
    return tools.waitingCount() === 0 && timers.runningCount() === 0 ? "stalled" : "running";
  }

  /**
   * Plays a run with one call through, so that a program does not pay for the first walk over each function here (some
   * 0.08 ms). Its messages go nowhere; with the last one everything stands as before.
   */
  function rehearse(out: (batch: string) => void): void {
    send = () => {
      if (!bridge.isFinished()) {
        void answerLater();
        return;
      }
      bridge.reset();
      tools.reset();
      define("$start", start);
      send = out;
    };
    start(() => tools.globals.tools.search(""), null, 1_000, 1_000, 1, 1, 1_000, "[]", true, "", true);
  }

  async function answerLater(): Promise<void> {
    await undefined;
    deliver('[["a",1,1,"0"]]');
  }

  return (out, hasTime) => {
    // Here and not in the snapshot, which V8 refuses to make without them.
    Reflect.deleteProperty(globalThis, "WebAssembly");
    Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
    Reflect.deleteProperty(globalThis, "Atomics");
    Reflect.deleteProperty(globalThis, "$install");
    // Newer engines only, and with a clock of its own.
    Reflect.deleteProperty(globalThis, "Temporal");
    // Longer than what it saves, so not while a program waits.
    if (hasTime) rehearse(out);
    else send = out;
    return deliver;
  };
}
