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

/**
 * Named parts and calls of a run on one time axis, in the order in which they began; a step before what it did. First come those that
 * an earlier attempt has done: their time is another one.
 */
export function timelineItems(
  steps: readonly ExecutionStep[],
  calls: readonly ExecutionCall[],
): WaterfallItem[] {
  const toPart = (step: ExecutionStep): WaterfallItem => ({
    id: stepId(step),
    kind: "part",
    label: step.attempt > 1 ? `${step.name} (try ${step.attempt})` : step.name,
    state: stepStates[step.state],
    startMs: step.startMs,
    totalMs: step.totalMs,
    earlier: step.from && `attempt ${step.from.attempt}`,
  });
  const own = steps.filter(({ from }) => from === undefined);
  const made: WaterfallItem[] = calls.map((call) => ({
    id: call.callId,
    ...(own.some((step) => isWithin(call, step)) && { kind: "within" }),
    label: callName(call),
    state: call.state,
    startMs: call.startMs,
    queueMs: call.queueMs,
    upstreamMs: call.upstreamMs,
    totalMs: call.totalMs,
  }));
  // The sort keeps the order of what began at once.
  const inOrder = (items: WaterfallItem[]) => items.toSorted((a, b) => a.startMs - b.startMs);
  return [
    ...inOrder(steps.filter(({ from }) => from !== undefined).map(toPart)),
    ...inOrder([...own.map(toPart), ...made]),
  ];
}
