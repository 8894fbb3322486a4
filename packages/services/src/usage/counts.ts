/** How many there are of each; null is none. */
export interface Counts {
  add(key: string | null): void;
  remove(key: string | null): void;
  has(key: string): boolean;
}

export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add(key) {
      if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    remove(key) {
      if (key === null) return;
      const rest = (counts.get(key) ?? 0) - 1;
      if (rest > 0) counts.set(key, rest);
      else counts.delete(key);
    },
    has: (key) => counts.has(key),
  };
}
