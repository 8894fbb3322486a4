import type { ExecutionError, ExecutionEvent } from "@patchops/contract";
import { notShown } from "../not-shown.ts";

/** An event as an admin reads it who looks at what somebody sees: how things went, not what was said. */
export function withoutSaid(event: ExecutionEvent): ExecutionEvent {
  if (event.type === "log") return { ...event, log: { ...event.log, text: notShown } };
  if (event.type === "step" && event.step.error !== undefined) {
    return { ...event, step: { ...event.step, error: notShown } };
  }
  if (event.type !== "call") return event;
  const { arguments: _sent, result: _answered, error, ...call } = event.call;
  return { ...event, call: { ...call, ...(error && { error: { ...error, message: notShown } }) } };
}

/** Where and as what a run ended, for the same reader: a program's error may quote what a call answered. */
export function errorWithoutSaid(error: ExecutionError): ExecutionError {
  const { message: _said, next: _advice, frame: _source, stack: _trace, causes: _before, ...place } = error;
  return { ...place, message: notShown };
}
