import type { Era, JsonObject } from "@patchops/protocol";
import type { CallerRoots } from "@patchops/upstream";

/** The client behind a request, as long as that is answered. */
export interface ClientLink {
  era: Era;
  /** What of its capabilities crosses to upstreams (`crossingCapabilities`); one object for all requests of a session. */
  capabilities: JsonObject;
  /** Of a client that has any, and is known beyond this request. */
  roots?: CallerRoots | undefined;
  /** From which level on it wants `notifications/message`; undefined = it said nothing. */
  logLevel: string | undefined;
  /** Tells it something ahead of the answer; dropped where it takes no stream. */
  notify(method: string, params: JsonObject): void;
  /** Asks it `elicitation/create`, `sampling/createMessage` or `roots/list`. Rejects when it says no by an error, or has gone. */
  ask(request: { method: string; params: JsonObject }, signal: AbortSignal): Promise<JsonObject>;
}
