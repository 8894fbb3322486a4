import type { Era, JsonObject, RpcNotification } from "@patchops/protocol";
import type { Progress } from "./session/session.ts";

/**
 * Whose roots a server learns. One that has asked for them serves nobody else in the same session (2025-11-25, client/roots).
 */
export interface CallerRoots {
  /** Names the client, as long as it is connected. */
  readonly key: string;
  /** Answers `roots/list` outside of its requests; absent where the client is asked in them alone (2026-07-28). */
  ask?(signal: AbortSignal): Promise<JsonObject>;
  /** Hears that they have changed, until the returned function is called. */
  onChanged?(listener: () => void): () => void;
  /** Aborted when the client has gone for good. */
  readonly ended?: AbortSignal;
}

/** Who made a request, as the upstream may come back to them while it answers. */
export interface Caller {
  /** As the client declared them, cut to what crosses the gateway. Never those of a client that others share. */
  readonly capabilities: JsonObject;
  readonly roots?: CallerRoots | undefined;
  /** Answers `elicitation/create`, `sampling/createMessage` and `roots/list`; rejects when the person or client cannot. */
  ask(request: { method: string; params: JsonObject }, signal: AbortSignal): Promise<JsonObject>;
}

/** One request to an upstream, whatever its era. */
export interface UpstreamRequest {
  method: string;
  /** The upstream's own names and addresses. `_meta` is the caller's, less the progress token and the keys of its era. */
  params: JsonObject;
  caller?: Caller | undefined;
  /**
   * Of a modern caller: a modern upstream's `input_required` is returned as it is, its `requestState` untouched, and the
   * retry brings `inputResponses` and `requestState` in `params`.
   */
  passesInput?: boolean | undefined;
  /** The caller wants `notifications/message` from this level on. */
  logLevel?: string | undefined;
  timeoutMs?: number | undefined;
  /** Cancels the request here and upstream. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Other notifications that come on the way to the answer. */
  onNotification?: ((notification: RpcNotification) => void) | undefined;
}

export interface UpstreamAnswer {
  /** The whole result as the upstream sent it; a tool's `isError` stays a result. */
  result: JsonObject;
  /** Size of the answer as it came. */
  bytes: number;
  /** Of the upstream. */
  era: Era;
}
