/** What an address below `/mcp` shows: all tools of the caller, or one connection's under their original names. */
export interface Endpoint {
  /** Normalized, without a slash at the end; sessions and protected-resource metadata are named by it. */
  path: string;
  /** The slug or id of the connection; undefined = all tools. */
  connection: string | undefined;
}

const connectionPrefix = "/mcp/c/";

/** The endpoint at a path (without its query); null where there is none. */
export function parseEndpoint(path: string): Endpoint | null {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  if (trimmed === "/mcp") return { path: trimmed, connection: undefined };
  if (!trimmed.startsWith(connectionPrefix)) return null;
  const connection = trimmed.slice(connectionPrefix.length);
  return /^[A-Za-z0-9_-]{1,128}$/.test(connection) ? { path: trimmed, connection } : null;
}
