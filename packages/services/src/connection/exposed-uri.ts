const scheme = "patchops://";
/** Pages of MCP Apps keep their scheme: hosts know them by it (ext-apps). */
const appScheme = "ui://";
const ownAppScheme = `${appScheme}patchops/`;

/**
 * The URI under which clients of all connections see a resource or template: its own while that is unique, else one of ours
 * that names the connection. Reversible by `splitExposedUri`.
 */
export function exposedUri(resource: {
  connectionSlug: string;
  original: string;
  taken: ReadonlySet<string>;
}): string {
  const { connectionSlug, original, taken } = resource;
  return taken.has(original) || isOurs(original) ? qualifiedUri(connectionSlug, original) : original;
}

function isOurs(uri: string): boolean {
  return uri.startsWith(scheme) || uri.startsWith(ownAppScheme);
}

/** The URI of ours for a connection's resource. */
export function qualifiedUri(connectionSlug: string, original: string): string {
  return original.startsWith(appScheme)
    ? `${ownAppScheme}${connectionSlug}/${original.slice(appScheme.length)}`
    : `${scheme}${connectionSlug}/${original}`;
}

/** The connection's slug and the original of a URI of ours; null for every other. */
export function splitExposedUri(uri: string): { slug: string; original: string } | null {
  if (!isOurs(uri)) return null;
  const [start, originalScheme] = uri.startsWith(scheme) ? [scheme, ""] : [ownAppScheme, appScheme];
  const at = uri.indexOf("/", start.length);
  if (at === -1) return null;
  return { slug: uri.slice(start.length, at), original: `${originalScheme}${uri.slice(at + 1)}` };
}
