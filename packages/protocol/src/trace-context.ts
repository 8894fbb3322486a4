import type { JsonObject } from "./json-rpc.ts";

/** A place in a trace, as headers and `_meta` carry it (W3C Trace Context; SEP-414 names the same keys for `_meta`). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** Version, trace, parent, flags; a later version may say more after that. Neither id is all zeros. */
const shape = /^(?!ff)([0-9a-f]{2})(-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(-.*)?$/;
/** What a header may hold; longer ones may be dropped (section 3.3.1.5). */
const stateShape = /^[\x20-\x7e]{1,512}$/;

/** Null where there is none, or none that is well-formed: that is ignored, and never an error. */
export function readTraceContext(given: Readonly<Record<string, unknown>>): TraceContext | null {
  const { traceparent, tracestate } = given;
  if (typeof traceparent !== "string" || traceparent.length > 256) return null;
  const [, version, ids, more] = shape.exec(traceparent) ?? [];
  if (ids === undefined || (version === "00" && more !== undefined)) return null;
  const known = { traceparent: `00${ids}` };
  return typeof tracestate === "string" && stateShape.test(tracestate) ? { ...known, tracestate } : known;
}

/** `_meta` with a place in a trace in place of the one that it had. */
export function withTraceContext(meta: JsonObject | undefined, trace: TraceContext): JsonObject {
  const { traceparent: _parent, tracestate: _state, ...rest } = meta ?? {};
  return { ...rest, ...trace };
}
