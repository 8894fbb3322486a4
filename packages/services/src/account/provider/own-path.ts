/** A wished page as a path of ours, else null: nothing that a browser could read as another origin (S14). */
export function ownPath(next: string | undefined, publicUrl: string): string | null {
  if (next === undefined || !next.startsWith("/") || !URL.canParse(next, publicUrl)) return null;
  const url = new URL(next, publicUrl);
  if (url.origin !== new URL(publicUrl).origin || ["/login", "/signup"].includes(url.pathname)) return null;
  return url.pathname.startsWith("//") ? null : `${url.pathname}${url.search}${url.hash}`;
}
