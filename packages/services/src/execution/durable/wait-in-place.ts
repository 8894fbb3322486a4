import { setTimeout as wait } from "node:timers/promises";
import type { Hold } from "@patchops/sandbox";
import { RunPaused } from "../../forward/index.ts";
import type { Awaited, LiveRun } from "../live-run.ts";

/** Whoever waits for less keeps its place: to give it up and to come back costs more. */
const worthwhileMs = 5_000;
/** How often a run that cannot be given up yet is looked at again. */
const lookMs = 500;

/**
 * Lets a run wait for what is no person, its time standing still; where that takes long it is given up, and comes back at `until` or
 * when it is woken. `isOver` is asked now and then, and decides; without it the time does. Rejects when the run ends first.
 */
export async function waitInPlace(
  { live, hold, signal }: { live: LiveRun; hold: Hold; signal: AbortSignal },
  awaited: Awaited & { until: string | null },
  { pauseAfterMs, isOver }: { pauseAfterMs: number; isOver?: () => Promise<boolean> },
): Promise<void> {
  const untilMs = awaited.until === null ? Number.POSITIVE_INFINITY : Date.parse(awaited.until);
  const sinceMs = Date.now();
  const patienceMs = Math.min(worthwhileMs, pauseAfterMs);
  if (isOver ? await isOver() : untilMs <= sinceMs) return;
  const goOn = hold();
  const end = live.waitFor(awaited);
  try {
    for (;;) {
      const leftMs = untilMs - Date.now();
      const isLong = isOver ? Date.now() - sinceMs >= patienceMs : leftMs > patienceMs;
      if (isLong && live.mayPause()) live.pause.abort(new RunPaused());
      signal.throwIfAborted();
      await wait(Math.max(1, Math.min(leftMs, lookMs)), undefined, { signal });
      if (isOver ? await isOver() : untilMs <= Date.now()) return;
    }
  } finally {
    end();
    goOn();
  }
}
