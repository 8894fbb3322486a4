/** `po_…i0AryOwb…`: the end of a key's visible part tells it from others; the beginning is the organization's. */
export function shortPrefix(prefix: string): string {
  return prefix.length <= 16 ? `${prefix}…` : `${prefix.slice(0, 3)}…${prefix.slice(-8)}…`;
}
