import type { RpcMessage, RpcNotification, RpcRequest, RpcResponse } from "@patchops/protocol";

/** What a credential adds to each request. */
export interface Credentials {
  headers: Record<string, string>;
}

/** The port to the stored credential of a connection. */
export interface CredentialStore {
  /** null = none is stored. Called at every request. */
  read(): Promise<Credentials | null>;
  save(next: Credentials): Promise<void>;
  /** Runs alone for this credential on all nodes. */
  withRefreshLock<T>(run: () => Promise<T>): Promise<T>;
}

/** What a server in this process is told beside a message. */
export interface InProcessContext {
  connectionId: string;
  ownerKey: string;
  /** Aborted when the caller cancels or its time is up. */
  signal: AbortSignal;
  /** Says something before the answer: progress, a log line, a request to the client. */
  send(message: RpcNotification | RpcRequest): void;
}

/** An MCP server as a function: an answer for a request, undefined for all else. A thrown error becomes -32603. */
export type InProcessServer = (
  message: RpcMessage,
  context: InProcessContext,
) => Promise<RpcResponse | undefined>;

export type Transport =
  | { kind: "http"; url: string }
  | { kind: "stdio"; command: string; args: readonly string[]; env: Record<string, string> }
  | { kind: "in-process"; serve: InProcessServer };

/** One upstream as one owner reaches it. */
export interface Target {
  connectionId: string;
  /** The user or organization that the upstream session belongs to: sessions are never shared between owners. */
  ownerKey: string;
  transport: Transport;
  credentials: CredentialStore;
}
