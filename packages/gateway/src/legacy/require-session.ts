import { AppError } from "@patchops/contract";
import { headerNames, isLegacyVersion } from "@patchops/protocol";
import type { GatewayRequest } from "../gateway-request.ts";
import type { LegacySession, SessionStore } from "./session-store.ts";

/**
 * The session that the request names. Throws `malformed_request` without one (400) or for a revision we do not speak,
 * and `not_found` (404) for one that is unknown, ended or somebody else's: the client starts a new one then.
 */
export async function requireSession(
  request: GatewayRequest,
  sessions: SessionStore,
): Promise<{ token: string; session: LegacySession }> {
  const { headers } = request.incoming;
  const token = headers[headerNames.sessionId];
  if (typeof token !== "string" || token === "") {
    throw new AppError("malformed_request", "The Mcp-Session-Id header is missing: send initialize first.");
  }
  const version = headers[headerNames.protocolVersion];
  if (version !== undefined && !(typeof version === "string" && isLegacyVersion(version))) {
    throw new AppError("malformed_request", "The revision in MCP-Protocol-Version is not supported here.");
  }
  const session = await sessions.find(request.context, token, request.endpoint.path);
  if (!session) throw new AppError("not_found", "This session is unknown or has ended: send initialize.");
  return { token, session };
}
