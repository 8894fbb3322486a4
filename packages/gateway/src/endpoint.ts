/** What an address below `/mcp` shows: the tools of the caller, a profile's, or one connection's under their original names. */
export interface Endpoint {
  /** Normalized, without a slash at the end; sessions and protected-resource metadata are named by it. */
  path: string;
  /** The slug or id of the connection; undefined = not one connection's. */
  connection: string | undefined;
  /** The slug of the profile; undefined = the one that the key is bound to, or the default. */
  profile: string | undefined;
}

const place = /^\/mcp(?:\/(c|p)\/([A-Za-z0-9_-]{1,128}))?\/?$/;

/** The endpoint at a path (without its query); null where there is none. */
export function parseEndpoint(path: string): Endpoint | null {
  const found = place.exec(path);
  if (!found) return null;
  const [, kind, name] = found;
  return {
    path: path.endsWith("/") ? path.slice(0, -1) : path,
    connection: kind === "c" ? name : undefined,
    profile: kind === "p" ? name : undefined,
  };
}
