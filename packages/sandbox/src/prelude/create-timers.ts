import type { Bridge } from "./create-bridge.ts";
import type { Primordials } from "./primordials.ts";

interface Timer {
  callback: (...args: unknown[]) => unknown;
  args: unknown[];
  repeats: boolean;
}

/** `setTimeout` and its kin: the host keeps the clock, the callbacks stay here. */
export function createTimers(p: Primordials, bridge: Bridge) {
  const maxTimers = 10_000;
  const timers = new p.Map<number, Timer>();
  let nextId = 1;

  function start(callback: unknown, delayMs: unknown, args: unknown[], repeats: boolean): number {
    if (typeof callback !== "function") throw new p.TypeError("The callback must be a function.");
    if (p.mapSize(timers) >= maxTimers) throw new p.RangeError(`More than ${maxTimers} timers are running.`);
    const id = nextId;
    nextId += 1;
    const wanted = p.Number(delayMs);
    const bounded = wanted >= 1 && wanted <= 2_147_483_647 ? p.trunc(wanted) : 1;
    p.mapSet(timers, id, { callback: callback as Timer["callback"], args, repeats });
    bridge.post(`["t",${id},${bounded},${repeats ? 1 : 0}]`);
    return id;
  }

  function stop(id: unknown): void {
    if (typeof id === "number" && p.mapDelete(timers, id)) bridge.post(`["x",${id}]`);
  }

  function fire(id: number): void {
    const timer = p.mapGet(timers, id);
    if (!timer) return;
    if (!timer.repeats) p.mapDelete(timers, id);
    p.apply(timer.callback, undefined, timer.args);
  }

  return {
    globals: {
      setTimeout: (callback: unknown, delayMs?: unknown, ...args: unknown[]) =>
        start(callback, delayMs, args, false),
      setInterval: (callback: unknown, delayMs?: unknown, ...args: unknown[]) =>
        start(callback, delayMs, args, true),
      clearTimeout: stop,
      clearInterval: stop,
    },
    fire,
    runningCount: () => p.mapSize(timers),
  };
}
