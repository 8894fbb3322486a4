import type { JsonObject } from "@patchops/protocol";
import type { LegacySession } from "./session-store.ts";

/**
 * Tells a session's client something that belongs to no request, on one stream only (2025-11-25, transports: multiple
 * connections); false when it has none on this node.
 */
export function sendToSession(session: LegacySession, method: string, params?: JsonObject): boolean {
  const stream = [...session.streams].at(-1);
  stream?.send(JSON.stringify({ jsonrpc: "2.0", method, ...(params ? { params } : {}) }));
  return stream !== undefined;
}
