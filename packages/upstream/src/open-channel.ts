import { Pool } from "undici";
import type { AddressGuard, ConnectedSocket } from "./address/address-guard.ts";
import type { Channel } from "./channel.ts";
import { createHttpChannel } from "./http/http-channel.ts";
import { createSseChannel } from "./http/sse-channel.ts";
import { createInProcessChannel } from "./in-process/in-process-channel.ts";
import { freshHeaders } from "./oauth/fresh-headers.ts";
import type { OAuthClient } from "./oauth/oauth-client.ts";
import { createStdioChannel } from "./stdio/stdio-channel.ts";
import type { Target } from "./target.ts";
import { UpstreamError } from "./upstream-error.ts";

export interface OpenChannelOptions {
  guard: AddressGuard;
  oauth: OAuthClient;
  stdioAllowed: boolean;
  userAgent: string;
  connectTimeoutMs: number;
  maxResultBytes: number;
  /** The pool of an origin; shared by the sessions of one connection only. */
  pool(origin: string): Pool;
  onProcessEnded(stderr: string): void;
}

/** A way to a target; the second way is HTTP+SSE, of HTTP targets only. Throws `private_address`, `invalid_input` or `stdio_not_allowed` before anything is dialled. */
export function openChannel(target: Target, way: "streamable" | "sse", options: OpenChannelOptions): Channel {
  const { transport, credentials } = target;
  const { maxResultBytes } = options;
  switch (transport.kind) {
    case "http": {
      const url = options.guard.checkUrl(transport.url);
      const { userAgent } = options;
      const create = way === "sse" ? createSseChannel : createHttpChannel;
      return create({
        url,
        dispatcher: options.pool(url.origin),
        credentialHeaders: (refused) => freshHeaders(credentials, options.oauth, refused),
        fixedHeaders: transport.headers ?? {},
        userAgent,
        maxResultBytes,
      });
    }
    case "stdio":
      if (!options.stdioAllowed) {
        const message = "This instance does not start processes for connections.";
        throw new UpstreamError("stdio_not_allowed", message, { sent: false });
      }
      return createStdioChannel({ ...transport, maxResultBytes, onEnded: options.onProcessEnded });
    case "in-process":
      return createInProcessChannel({ ...transport, ...target, maxResultBytes });
  }
}

/** A pool whose every connection has passed the guard. Deadlines are kept by each request, so undici's own are off. */
export function openPool(
  origin: string,
  options: { guard: AddressGuard; connectTimeoutMs: number; onConnected?: (socket: ConnectedSocket) => void },
): Pool {
  const { guard, connectTimeoutMs: timeoutMs, onConnected } = options;
  return new Pool(origin, {
    connect: guard.connector(onConnected ? { timeoutMs, onConnected } : { timeoutMs }),
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
