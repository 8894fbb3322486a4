/** Names in a row, as many as fit a budget of characters: their number is not bounded, a client's context is. */
export function nameWithin(names: readonly string[], budget: number): { text: string; others: number } {
  let left = budget;
  let count = 0;
  for (const name of names) {
    left -= name.length + 2;
    if (left < 0) break;
    count += 1;
  }
  return { text: names.slice(0, count).join(", "), others: names.length - count };
}
