import { executionStepSchema } from "@patchops/contract";
import type { LiveRun } from "../live-run.ts";

/** Tells by the run's events that a named part of it begins, is done, or has failed. */
export function noteStep(live: LiveRun, args: Record<string, unknown>): void {
  const nowMs = performance.now() - live.startedMs;
  const known = live.events.findLast((event) => event.type === "step" && event.step.number === args.number);
  const begun = known?.type === "step" ? known.step : undefined;
  const startMs = args.state === "running" && args.attempt === 1 ? nowMs : (begun?.startMs ?? nowMs);
  const step = executionStepSchema.safeParse({
    ...args,
    name: typeof args.name === "string" ? args.name.slice(0, 200) : args.name,
    startMs,
    ...(args.state === "running" ? {} : { totalMs: Math.max(0, nowMs - startMs) }),
  });
  if (step.success) live.emit({ type: "step", step: step.data });
}
