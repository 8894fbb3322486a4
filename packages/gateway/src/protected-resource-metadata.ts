import { AppError, defaultOAuthScopes } from "@patchops/contract";
import { type Endpoint, parseEndpoint } from "./endpoint.ts";

const wellKnownPath = "/.well-known/oauth-protected-resource";

function endpointOf(publicUrl: string, path: string): Endpoint | null {
  if (path === wellKnownPath) return parseEndpoint("/mcp");
  const prefix = wellKnownPath + new URL(publicUrl).pathname.replace(/\/$/, "");
  return path.startsWith(`${prefix}/`) ? parseEndpoint(path.slice(prefix.length)) : null;
}

/**
 * The document behind the challenge's `resource_metadata` (RFC 9728, section 2), for `/.well-known/oauth-protected-resource`
 * and the path-aware ones below it. The authorization server is this instance itself.
 * Throws `not_found` where no endpoint of ours is meant.
 */
export function protectedResourceMetadata(publicUrl: string, path: string): Record<string, unknown> {
  const endpoint = endpointOf(publicUrl, path);
  if (!endpoint) throw new AppError("not_found", "No protected resource is described here.");
  return {
    resource: `${publicUrl}${endpoint.path}`,
    resource_name: "PatchOps",
    authorization_servers: [publicUrl],
    bearer_methods_supported: ["header"],
    scopes_supported: defaultOAuthScopes,
    resource_documentation: `${publicUrl}/docs/clients`,
  };
}
