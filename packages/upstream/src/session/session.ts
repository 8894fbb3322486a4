import type { Era, JsonObject } from "@patchops/protocol";
import type { UpstreamRequest } from "../request.ts";

export interface ClientInfo {
  name: string;
  version: string;
}

/** What a server says of itself. */
export interface ServerDescription {
  era: Era;
  protocolVersion: string;
  info: { name: string; version: string; title?: string };
  capabilities: JsonObject;
  instructions: string | null;
}

export interface Progress {
  progress: number;
  total?: number;
  message?: string;
}

export interface SessionAnswer {
  result: JsonObject;
  /** Size of the answer as it came. */
  bytes: number;
}

/** A server as one owner reaches it, for callers with the same capabilities. */
export interface Session {
  readonly server: ServerDescription;
  readonly isClosed: boolean;
  /** Throws UpstreamError; `upstream_error` with `upstreamCode` and `data` for a JSON-RPC error. */
  request(request: UpstreamRequest & { timeoutMs: number }): Promise<SessionAnswer>;
  /** Hears of changes of a resource until the returned function is called. */
  subscribe(uri: string, listener: () => void, options: { timeoutMs: number }): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The lists whose changes a server may tell. */
export type ChangingList = "tools" | "prompts" | "resources";
