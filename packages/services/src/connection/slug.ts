import { plainSlug } from "../plain-slug.ts";

/** Names that would read as something else in an address or a program. */
const reserved = new Set(["search", "describe", "constructor", "prototype", "then", "tools"]);

/**
 * The slug of a new connection: lower-case letters, digits and hyphens, at most 24 characters, unique among `taken`.
 * It never changes afterwards, since exposed tool names and programs contain it.
 */
export function connectionSlug(name: string, taken: ReadonlySet<string>): string {
  const plain = plainSlug(name, 24);
  const base =
    plain === "" || /^[0-9]/.test(plain) || reserved.has(plain) ? `mcp-${plain}`.replace(/-$/, "") : plain;
  if (!taken.has(base) && !reserved.has(base)) return base;
  for (let count = 2; ; count += 1) {
    const candidate = `${base}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
