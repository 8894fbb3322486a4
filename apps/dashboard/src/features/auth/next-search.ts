/** Where to go after signing in, as it stands in the address. Without the schema library: these pages open before it. */
export function nextSearch(search: Record<string, unknown>): { next?: string | undefined } {
  return { next: typeof search.next === "string" ? search.next : undefined };
}
