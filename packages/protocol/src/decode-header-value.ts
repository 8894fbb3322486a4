/** The text of an `Mcp-Name` or `Mcp-Param-*` header, which comes in Base64 where ASCII cannot hold it (2026-07-28, value encoding). */
export function decodeHeaderValue(value: string): string {
  const encoded = /^=\?base64\?([A-Za-z0-9+/=]*)\?=$/.exec(value)?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, "base64").toString("utf8");
}
