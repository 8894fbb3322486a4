import { parseEndpoint } from "./endpoint.ts";

const wellKnownPath = "/.well-known/oauth-protected-resource";

/**
 * The document behind the challenge's `resource_metadata` (RFC 9728, section 2), for `/.well-known/oauth-protected-resource`
 * and the path-aware ones below it; null where no endpoint of ours is meant. Keys are made in the dashboard,
 * so it names no authorization server.
 */
export function protectedResourceMetadata(publicUrl: string, path: string): Record<string, unknown> | null {
  if (!path.startsWith(wellKnownPath)) return null;
  const base = new URL(publicUrl).pathname.replace(/\/$/, "");
  const rest = path.slice(wellKnownPath.length);
  const endpoint =
    rest === ""
      ? parseEndpoint("/mcp")
      : rest.startsWith(base)
        ? parseEndpoint(rest.slice(base.length))
        : null;
  if (!endpoint) return null;
  return {
    resource: `${publicUrl}${endpoint.path}`,
    resource_name: "PatchOps",
    bearer_methods_supported: ["header"],
    scopes_supported: ["tools:read", "tools:call"],
  };
}
