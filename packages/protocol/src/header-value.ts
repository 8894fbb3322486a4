const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
const sentinel = /^=\?base64\?(.*)\?=$/s;

/** A value of `Mcp-Name` or `Mcp-Param-*` as a header carries it (2026-07-28, basic/transports/streamable-http, "Value Encoding"). */
export function encodeHeaderValue(value: string): string {
  if (plain.test(value) && !sentinel.test(value)) return value;
  return `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}

/** Null when it is no valid encoding. */
export function decodeHeaderValue(value: string): string | null {
  const encoded = sentinel.exec(value)?.[1];
  if (encoded === undefined) return value;
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(encoded, "base64"));
  } catch {
    return null;
  }
}
