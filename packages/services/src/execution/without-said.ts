import type { ExecutionEvent } from "@patchops/contract";

/** In the place of what a program printed, which may be what a call answered. */
const notShown = "(not shown to who looks as somebody else)";

/** An event as an admin reads it who looks at what somebody sees: how things went, not what was said. */
export function withoutSaid(event: ExecutionEvent): ExecutionEvent {
  if (event.type === "log") return { ...event, log: { ...event.log, text: notShown } };
  if (event.type !== "call") return event;
  const { arguments: _sent, result: _answered, ...call } = event.call;
  return { ...event, call };
}
