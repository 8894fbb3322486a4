import type { Visit } from "../context.ts";

/** The trace that a request is a part of, 32 hex digits; null where there is none. */
export function traceIdOf({ span, trace }: Visit): string | null {
  return (span?.carrier ?? trace)?.traceparent.slice(3, 35) ?? null;
}
