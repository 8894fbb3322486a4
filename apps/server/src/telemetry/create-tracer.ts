import {
  type Context,
  createTraceState,
  isSpanContextValid,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { TraceContext } from "@patchops/protocol";
import type { Span, SpanOptions, Tracer } from "@patchops/services";

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

/** OpenTelemetry behind the port of the verbs. Parents are handed down: nothing depends on what runs where. */
export function createTracer(tracer: OtelTracer): Tracer {
  function begin(name: string, options: SpanOptions, parent: Context): Span {
    const { kind = "internal", attributes = {} } = options;
    const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
    const own = trace.setSpan(parent, span);
    return {
      carrier: carrierOf(span),
      start: (next, given = {}) => begin(next, given, own),
      set: (more) => void span.setAttributes(more),
      end(error) {
        if (error !== undefined) {
          span.setAttribute("error.type", error);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  }
  return {
    start: (name, { parent, ...options }) => begin(name, options, parent ? remote(parent) : ROOT_CONTEXT),
  };
}

function carrierOf(span: OtelSpan): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}

function remote({ traceparent, tracestate }: TraceContext): Context {
  const [, traceId = "", spanId = "", flags = "0"] = traceparent.split("-");
  const spanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  };
  return isSpanContextValid(spanContext) ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}
