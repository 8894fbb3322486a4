/** A sentence with the reason that somebody gave, if any: "It is so: why.", which more sentences may follow. */
export function withReason(words: string, reason: string | null): string {
  if (!reason) return `${words}.`;
  return `${words}: ${reason}${/[.!?…]$/.test(reason) ? "" : "."}`;
}
