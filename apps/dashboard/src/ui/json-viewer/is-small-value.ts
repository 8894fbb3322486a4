/** Whether a value has at most `limit` entries and characters / 100; it stops counting as soon as it knows. */
export function isSmallValue(value: unknown, limit: number): boolean {
  const open = [value];
  let cost = 0;
  for (let next = open.pop(); cost <= limit; next = open.pop()) {
    cost += typeof next === "string" ? 1 + next.length / 100 : 1;
    if (typeof next === "object" && next !== null) {
      const entries: unknown[] = Object.values(next);
      if (cost + entries.length > limit) return false;
      open.push(...entries);
    }
    if (open.length === 0) return cost <= limit;
  }
  return false;
}
