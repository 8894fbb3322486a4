import { parseEndpoint } from "../endpoint.ts";

/**
 * The endpoint's path when a resource indicator (RFC 8707) names one of ours, as its metadata does; null for any other address,
 * with a query, another host, or another spelling.
 */
export function resourcePath(publicUrl: string, resource: string): string | null {
  if (!resource.startsWith(`${publicUrl}/`)) return null;
  const path = resource.slice(publicUrl.length);
  return parseEndpoint(path)?.path === path ? path : null;
}
