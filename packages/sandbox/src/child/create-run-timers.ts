import type { LeftTimer } from "./create-replay.ts";

/** The timers of one program: the clock is kept here, the callbacks stay in the isolate. */
export function createRunTimers(onFire: (id: number) => void) {
  const timers = new Map<number, NodeJS.Timeout>();

  function start(id: number, delayMs: number, repeats: boolean): void {
    timers.set(id, repeats ? setInterval(fire, delayMs, id, true) : setTimeout(fire, delayMs, id, false));
  }

  function fire(id: number, repeats: boolean): void {
    if (!repeats) timers.delete(id);
    onFire(id);
  }

  return {
    start,
    /** One that has run for a while already. */
    startLeft({ id, delayMs, repeats, leftMs }: LeftTimer): void {
      const first = () => {
        if (repeats) start(id, delayMs, true);
        fire(id, repeats);
      };
      timers.set(id, setTimeout(first, leftMs));
    },
    stop(id: number): void {
      clearTimeout(timers.get(id));
      timers.delete(id);
    },
    stopAll(): void {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
    isEmpty: () => timers.size === 0,
  };
}
