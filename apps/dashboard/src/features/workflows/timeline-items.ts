import type { ExecutionCall, ExecutionStep } from "@patchops/contract";
import type { WaterfallItem } from "../../ui/waterfall/waterfall-item.ts";
import { callName } from "../playground/call-name.ts";

const stepStates = { running: "running", done: "ok", failed: "error" } as const;

/** A step's id on the timeline. */
export function stepId(step: Pick<ExecutionStep, "number">): string {
  return `step-${step.number}`;
}

function isWithin(call: ExecutionCall, { startMs, totalMs }: ExecutionStep): boolean {
  return call.startMs >= startMs && (totalMs === undefined || call.startMs <= startMs + totalMs);
}

function noteOn({ attempt, from }: ExecutionStep): string {
  if (from !== undefined) return ` (from attempt ${from.attempt})`;
  return attempt > 1 ? ` (try ${attempt})` : "";
}

/** Named parts and calls of a run on one time axis, in the order in which they began; a step before what it did. */
export function timelineItems(
  steps: readonly ExecutionStep[],
  calls: readonly ExecutionCall[],
): WaterfallItem[] {
  const parts: WaterfallItem[] = steps.map((step) => ({
    id: stepId(step),
    kind: "part",
    label: `${step.name}${noteOn(step)}`,
    state: stepStates[step.state],
    startMs: step.startMs,
    totalMs: step.totalMs,
  }));
  const made: WaterfallItem[] = calls.map((call) => ({
    id: call.callId,
    ...(steps.some((step) => isWithin(call, step)) && { kind: "within" }),
    label: callName(call),
    state: call.state,
    startMs: call.startMs,
    queueMs: call.queueMs,
    upstreamMs: call.upstreamMs,
    totalMs: call.totalMs,
  }));
  // The sort keeps the order of what began at once.
  return [...parts, ...made].toSorted((a, b) => a.startMs - b.startMs);
}
