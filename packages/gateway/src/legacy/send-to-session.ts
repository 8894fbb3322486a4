import type { JsonObject } from "@patchops/protocol";
import type { LegacySession } from "./session-store.ts";

/**
 * Sends a session's client a message that belongs to no request, on one stream only (2025-11-25, transports: multiple
 * connections); false when it has none on this node.
 */
export function sendToSession(session: Pick<LegacySession, "streams">, message: JsonObject): boolean {
  const stream = [...session.streams].at(-1);
  stream?.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
  return stream !== undefined;
}
