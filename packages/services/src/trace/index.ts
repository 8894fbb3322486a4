export type { Span, SpanAttributes, SpanOptions, Tracer } from "./span.ts";
export { traceIdOf } from "./trace-id-of.ts";
export { withSpan } from "./with-span.ts";
