import { defaultOAuthScopes, type Scope } from "@patchops/contract";

/** Where the metadata of the endpoint, seen as a protected resource, is read (RFC 9728, section 3.1: path-aware). */
export function metadataUrl(publicUrl: string, endpointPath: string): string {
  const { origin, pathname } = new URL(publicUrl);
  const base = pathname.replace(/\/$/, "");
  return `${origin}/.well-known/oauth-protected-resource${base}${endpointPath}`;
}

/** The `WWW-Authenticate` of a 401 or of a 403 for a missing scope (RFC 6750, section 3; RFC 9728, section 5.1). */
export function challenge(options: {
  publicUrl: string;
  endpointPath: string;
  error: "invalid_token" | "insufficient_scope" | null;
  /** What is needed, with what was granted before: a client that signs in again for it loses nothing. */
  scopes: readonly Scope[];
}): string {
  const parts = [
    ...(options.error === null ? [] : [`error="${options.error}"`]),
    `resource_metadata="${metadataUrl(options.publicUrl, options.endpointPath)}"`,
    `scope="${(options.scopes.length > 0 ? options.scopes : defaultOAuthScopes).join(" ")}"`,
  ];
  return `Bearer ${parts.join(", ")}`;
}
