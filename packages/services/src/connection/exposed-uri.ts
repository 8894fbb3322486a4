const scheme = "patchops://";

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
  return taken.has(original) || original.startsWith(scheme)
    ? qualifiedUri(connectionSlug, original)
    : original;
}

/** The URI of ours for a connection's resource. */
export function qualifiedUri(connectionSlug: string, original: string): string {
  return `${scheme}${connectionSlug}/${original}`;
}

/** The connection's slug and the original of a URI of ours; null for every other. */
export function splitExposedUri(uri: string): { slug: string; original: string } | null {
  if (!uri.startsWith(scheme)) return null;
  const at = uri.indexOf("/", scheme.length);
  return at === -1 ? null : { slug: uri.slice(scheme.length, at), original: uri.slice(at + 1) };
}
