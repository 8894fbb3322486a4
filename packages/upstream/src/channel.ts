import type { ClassifiedMessage, RpcNotification, RpcRequest, RpcResponse } from "@patchops/protocol";

export interface ChannelRequestOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** What the server says on the way to its answer. */
  onMessage(message: ClassifiedMessage): void;
}

export interface ChannelAnswer {
  /** Answers this very request. */
  response: RpcResponse;
  /** Size of the answer as it came. */
  bytes: number;
}

/** A way to one MCP server for one session, whatever it is made of. Its errors are UpstreamErrors. */
export interface Channel {
  request(message: RpcRequest, options: ChannelRequestOptions): Promise<ChannelAnswer>;
  send(message: RpcNotification | RpcResponse, options: { timeoutMs: number }): Promise<void>;
  /** Called once, when `initialize` was answered. */
  setVersion(protocolVersion: string): void;
  /** Hears what belongs to no request, until the channel closes. `withStream`: worth a standing connection of its own. */
  listen(onMessage: (message: ClassifiedMessage) => void, options: { withStream: boolean }): void;
  /** The other side is gone for good: a new channel is needed. */
  readonly isClosed: boolean;
  /** Ends the session over there and everything held here. */
  close(): Promise<void>;
}
