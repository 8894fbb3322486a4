import type { HttpAnswer } from "./send-http.ts";

/**
 * The path that a 307 or 308 names on the same origin (`/mcp` to `/mcp/` is common). Null for every other redirect: nothing,
 * and least of all a credential, follows to another origin, and other statuses would turn the POST into a GET.
 */
export function redirectedPath(answer: HttpAnswer, from: URL): string | null {
  if (answer.status !== 307 && answer.status !== 308) return null;
  const { location } = answer.headers;
  if (location === undefined || !URL.canParse(location, from.href)) return null;
  const to = new URL(location, from);
  return to.origin === from.origin ? `${to.pathname}${to.search}` : null;
}
