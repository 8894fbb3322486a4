import type { TraceContext } from "@patchops/protocol";

/** Undefined ones are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** What it is to others: answered for a client, asked of a server, or neither. Default `internal`. */
  kind?: "server" | "client" | "internal";
  attributes?: SpanAttributes;
}

/** A piece of work in a trace. */
export interface Span {
  /** What those are told who are asked for it. */
  readonly carrier: TraceContext;
  /** Begins a part of it. */
  start(name: string, options?: SpanOptions): Span;
  set(attributes: SpanAttributes): void;
  /** `error`: the code of what went wrong. */
  end(error?: string): void;
}

/** Begins traces, or goes on with those of others. */
export interface Tracer {
  start(name: string, options: SpanOptions & { parent: TraceContext | null }): Span;
}
