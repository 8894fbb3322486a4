/** How much an instance or a backup holds, in words; `counts` as the server tells them. */
export function contentWords(counts: Readonly<Record<string, unknown>>): string {
  const of = (name: string) => `${counts[`${name}s`]} ${name}${counts[`${name}s`] === 1 ? "" : "s"}`;
  return `${of("organization")}, ${of("account")} and ${of("connection")}`;
}
