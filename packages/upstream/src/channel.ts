import type { ClassifiedMessage, RpcNotification, RpcRequest, RpcResponse } from "@patchops/protocol";
import type { Deadline } from "./deadline.ts";

export interface ChannelRequestOptions {
  readonly deadline: Deadline;
  readonly signal?: AbortSignal | undefined;
  /** Of this request alone; ways without headers have none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What the server says on the way to its answer. */
  onMessage(message: ClassifiedMessage): void;
}

export interface ChannelAnswer {
  /** Answers this very request. */
  response: RpcResponse;
  /** Size of the answer as it came. */
  bytes: number;
  httpStatus?: number;
}

export interface ListenOptions {
  onMessage(message: ClassifiedMessage): void;
  /** Called at most once, when the server has ended or forgotten the session while nobody asked it anything. */
  onLost(): void;
  /** Worth a standing connection of its own, where the way has such. */
  withStream: boolean;
}

/** A way to one MCP server for one session, whatever it is made of. Its errors are UpstreamErrors. */
export interface Channel {
  /** What a request's `onMessage` hears belongs to that request; else all requests share one pipe. */
  readonly hasStreamPerRequest: boolean;
  request(message: RpcRequest, options: ChannelRequestOptions): Promise<ChannelAnswer>;
  send(message: RpcNotification | RpcResponse, options: { timeoutMs: number }): Promise<void>;
  /** The revision that both sides speak from now on. */
  setVersion(protocolVersion: string): void;
  /**
   * Hears what belongs to no request, until the channel closes. Called again, it only adds the stream. Resolves when that is
   * open, refused or slow to come; never rejects.
   */
  listen(options: ListenOptions): Promise<void>;
  /** The other side is gone for good: a new channel is needed. */
  readonly isClosed: boolean;
  /** Ends the session over there and everything held here. */
  close(): Promise<void>;
}
