import type { Era, JsonObject } from "@patchops/protocol";
import type { Deadline } from "../deadline.ts";
import type { CallerRoots, UpstreamAnswer, UpstreamRequest } from "../request.ts";

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

/** The lists whose changes a server may tell. */
export type ChangingList = "tools" | "prompts" | "resources";

/** What a session tells without being asked. */
export interface SessionEvents {
  onChanged(what: ChangingList): void;
  /** A resource that was subscribed to has changed. */
  onUpdated(uri: string): void;
  /** The server has ended or forgotten the session, at a time when nobody asked it anything. */
  onLost(): void;
  /** The server has asked for roots, and may keep them; undefined: nobody's. */
  onRootsAsked(roots: CallerRoots | undefined): void;
}

/** A server as one owner reaches it; of the legacy era for callers with the same capabilities only. */
export interface Session {
  readonly server: ServerDescription;
  readonly isClosed: boolean;
  /** Throws UpstreamError; `upstream_error` with `upstreamCode` and `data` for a JSON-RPC error. */
  request(request: UpstreamRequest, deadline: Deadline): Promise<UpstreamAnswer>;
  /** Asks whether the server is there, by what its era has for it. */
  ping(options: { signal?: AbortSignal | undefined }, deadline: Deadline): Promise<void>;
  subscribe(uri: string): Promise<void>;
  unsubscribe(uri: string): Promise<void>;
  close(): Promise<void>;
}
