import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "@patchops/services";
import type { Endpoint } from "./endpoint.ts";

/** A request that has passed the door: its site is allowed, its endpoint exists, its sender is known. */
export interface GatewayRequest {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  endpoint: Endpoint;
  /** Without a client: only a session knows who that is. */
  context: Context;
  /** Whether the sender's key still stands: for answers that stay open for long. */
  isCurrent: () => Promise<boolean>;
}
