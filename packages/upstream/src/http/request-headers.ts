import { headerNames } from "@patchops/protocol";

/** What a credential must not set: it would change the framing, the session or the host. */
const own = new Set<string>([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  ...Object.values(headerNames),
]);

/** The headers of a request to an MCP server; all of them are made here, none is a client's. */
export function requestHeaders(given: {
  accept: string;
  hasBody: boolean;
  sessionId: string | undefined;
  protocolVersion: string | undefined;
  lastEventId?: string;
  userAgent: string;
  credential: Readonly<Record<string, string>>;
}): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(given.credential)) {
    const lower = name.toLowerCase();
    if (!own.has(lower)) headers[lower] = given.credential[name] ?? "";
  }
  headers.accept = given.accept;
  // Compressed answers cost more time than they save on most ways, and some proxies hold event streams back to compress them.
  headers["accept-encoding"] = "identity";
  headers["user-agent"] ??= given.userAgent;
  if (given.hasBody) headers["content-type"] = "application/json";
  if (given.sessionId !== undefined) headers[headerNames.sessionId] = given.sessionId;
  if (given.protocolVersion !== undefined) headers[headerNames.protocolVersion] = given.protocolVersion;
  if (given.lastEventId !== undefined) headers[headerNames.lastEventId] = given.lastEventId;
  return headers;
}
