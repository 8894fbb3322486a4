import { AppError } from "@patchops/contract";
import type { TraceContext } from "@patchops/protocol";
import { UpstreamError } from "@patchops/upstream";
import type { Visit } from "../context.ts";
import type { Span, SpanAttributes, SpanOptions } from "./span.ts";

interface TracedWork<T> extends SpanOptions {
  name: string;
  /** Of a sender who says better than the headers where they stand. */
  parent?: TraceContext | null | undefined;
  /** What its result says of it; `error` where it is the failure of somebody else. */
  read?: (result: T) => { error?: string | undefined; attributes?: SpanAttributes };
}

/** Nothing is collected here; whoever comes next hears of the sender's trace all the same. */
function passOn(carrier: TraceContext): Span {
  const span: Span = { carrier, start: () => span, set: () => undefined, end: () => undefined };
  return span;
}

function begin<T>(visit: Visit, work: TracedWork<T>): Span | undefined {
  const { name, kind, attributes } = work;
  const options: SpanOptions = { ...(kind && { kind }), ...(attributes && { attributes }) };
  if (visit.span) return visit.span.start(name, options);
  const parent = work.parent ?? visit.trace ?? null;
  const { tracer } = visit.services;
  if (tracer) return tracer.start(name, { ...options, parent });
  return parent ? passOn(parent) : undefined;
}

function errorCode(error: unknown): string {
  if (error instanceof AppError || error instanceof UpstreamError) return error.code;
  const inner = error instanceof Error && "error" in error ? error.error : undefined;
  return inner instanceof AppError ? inner.code : "internal";
}

/** Does a piece of work as a part of what is under way, with a context that its own parts go on from. */
export function withSpan<C extends Visit, T>(
  context: C,
  work: TracedWork<T>,
  run: (context: C) => Promise<T>,
): Promise<T> {
  const span = begin(context, work);
  return span === undefined ? run(context) : follow({ ...context, span }, work, run);
}

async function follow<C extends Visit & { span: Span }, T>(
  context: C,
  work: TracedWork<T>,
  run: (context: C) => Promise<T>,
): Promise<T> {
  const { span } = context;
  try {
    const result = await run(context);
    const { error, attributes } = work.read?.(result) ?? {};
    if (attributes) span.set(attributes);
    span.end(error);
    return result;
  } catch (error) {
    span.end(errorCode(error));
    throw error;
  }
}
