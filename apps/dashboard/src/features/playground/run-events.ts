import type {
  AwaitedApproval,
  AwaitedSignIn,
  ExecutionCall,
  ExecutionEvent,
  ExecutionStatus,
  ExecutionStep,
  Log,
} from "@patchops/contract";

/** What the events of a run have told so far. */
export interface RunEvents {
  status: ExecutionStatus;
  /** Sign-ins that it waits for now. */
  waitsFor: readonly AwaitedSignIn[];
  /** Approvals that it waits for now. */
  approvals: readonly AwaitedApproval[];
  logs: readonly Log[];
  calls: readonly ExecutionCall[];
  steps: readonly ExecutionStep[];
  lastSequence: number;
}

export const noEvents: RunEvents = {
  status: "queued",
  waitsFor: [],
  approvals: [],
  logs: [],
  calls: [],
  steps: [],
  lastSequence: 0,
};

/** Adds a batch of events. One that was heard before (a resumed stream repeats) is left out. */
export function addEvents(before: RunEvents, batch: readonly ExecutionEvent[]): RunEvents {
  const fresh = batch.filter((event) => event.sequence > before.lastSequence);
  const last = fresh.at(-1);
  if (!last) return before;
  const logs = fresh.flatMap((event) => (event.type === "log" ? [event.log] : []));
  const states = fresh.flatMap((event) => (event.type === "state" ? [event] : []));
  const state = states.at(-1);
  const calls = new Map(before.calls.map((call) => [call.callId, call]));
  const steps = new Map(before.steps.map((step) => [step.number, step]));
  for (const event of fresh) {
    if (event.type === "call") calls.set(event.call.callId, event.call);
    if (event.type === "step") steps.set(event.step.number, event.step);
  }
  return {
    status: state?.status ?? before.status,
    waitsFor: state ? (state.waitsFor ?? []) : before.waitsFor,
    approvals: state ? (state.approvals ?? []) : before.approvals,
    logs: logs.length > 0 ? [...before.logs, ...logs] : before.logs,
    calls: [...calls.values()],
    steps: [...steps.values()],
    lastSequence: last.sequence,
  };
}
