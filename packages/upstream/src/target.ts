import type { RpcMessage, RpcNotification, RpcRequest, RpcResponse } from "@patchops/protocol";
import type { OAuthLogin } from "./oauth/authorization-server.ts";

/** What a credential adds to each request. */
export interface Credentials {
  headers: Record<string, string>;
  /** Of a login at a provider: what it takes to renew it. */
  login?: OAuthLogin;
}

/** The port to the stored credential of a connection. */
export interface CredentialStore {
  /** null = none is stored. Called at every request. `isFresh`: as it is stored now, whatever this node remembers. */
  read(options?: { isFresh: boolean }): Promise<Credentials | null>;
  /** Puts a renewed login in the place of what was read, within `withRefreshLock`; null when that is gone by now. */
  save(of: Credentials, next: OAuthLogin): Promise<Credentials | null>;
  /** What was read no longer stands, and a person has to sign in again; `providerCode` as the provider said it. */
  lose(of: Credentials, reason: string, providerCode?: string): Promise<void>;
  /**
   * Runs alone for what was read, on all nodes. Who asks meanwhile on this node gets the outcome of the same run. One that is
   * not urgent is left out (null) shortly after a run that failed.
   */
  withRefreshLock(
    of: Credentials,
    run: () => Promise<Credentials | null>,
    options: { isUrgent: boolean },
  ): Promise<Credentials | null>;
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
  | { kind: "http"; url: string; headers?: Readonly<Record<string, string>> }
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
