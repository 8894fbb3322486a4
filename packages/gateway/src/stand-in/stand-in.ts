import type { JsonObject } from "@patchops/protocol";
import type { Context, Forwarding } from "@patchops/services";
import type { MethodRequest } from "../perform.ts";

/** The few tools that an endpoint shows in place of those behind it, so that a client's context stays small. */
export interface StandIn {
  /** The result of `tools/list`. */
  list(context: Context): Promise<JsonObject>;
  /** The result of `tools/call`. */
  call(context: Context, request: MethodRequest, forwarding: Forwarding): Promise<JsonObject>;
}
