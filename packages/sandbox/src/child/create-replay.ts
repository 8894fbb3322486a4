import type { ReplayPlan } from "../message.ts";
import type { StepItem } from "../run-log.ts";

interface HeldTimer {
  delayMs: number;
  repeats: boolean;
  /** When it was started or fired last, in the time of the log. */
  sinceMs: number;
}

/** A timer that the log saw start and not fire. */
export interface LeftTimer {
  id: number;
  delayMs: number;
  repeats: boolean;
  leftMs: number;
}

/** Brings a program to where its log ends: step by step, each when the one before has had its effect. */
export function createReplay(plan: ReplayPlan) {
  const calls = new Set<number>();
  const timers = new Map<number, HeldTimer>();
  const answers = new Map(plan.answers.map((answer) => [answer[0], answer]));
  let nowMs = 0;

  function place(item: StepItem): string | null {
    const [type, id] = item;
    if (type === "answer") {
      if (!answers.has(id)) return `The log holds no answer for call ${id}.`;
      return calls.delete(id) ? null : `Call ${id} was answered, and is not made now.`;
    }
    const timer = timers.get(id);
    if (!timer) return `Timer ${id} fired, and does not run now.`;
    if (timer.repeats) timer.sinceMs = nowMs;
    else timers.delete(id);
    return null;
  }

  function textOf(item: StepItem): string {
    const [type, id] = item;
    if (type === "timer") return `["t",${id}]`;
    const answer = answers.get(id);
    return `["a",${id},${answer?.[1] === true ? 1 : 0},${JSON.stringify(answer?.[2] ?? "")}]`;
  }

  return {
    onCall: (sequence: number) => calls.add(sequence),
    onTimer: (id: number, delayMs: number, repeats: boolean) =>
      timers.set(id, { delayMs, repeats, sinceMs: nowMs }),
    onTimerStopped: (id: number) => timers.delete(id),
    /** Gives the isolate all that the log says; answers where the program went another way, or null. */
    async play(deliver: (batch: string) => Promise<unknown>, isOver: () => boolean): Promise<string | null> {
      for (const [elapsedMs, items] of plan.steps) {
        if (isOver()) return null;
        nowMs = elapsedMs;
        for (const item of items) {
          const fault = place(item);
          if (fault !== null) return fault;
        }
        await deliver(`[${items.map(textOf).join()}]`);
      }
      return null;
    },
    /** Where in the time of the log it is. */
    nowMs: () => nowMs,
    openCalls: () => calls.size,
    leftTimers: (): LeftTimer[] =>
      [...timers].map(([id, { delayMs, repeats, sinceMs }]) => ({
        id,
        delayMs,
        repeats,
        leftMs: Math.max(1, delayMs - Math.max(0, nowMs - sinceMs)),
      })),
  };
}

export type Replay = ReturnType<typeof createReplay>;
