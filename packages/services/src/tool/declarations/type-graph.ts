/** How many steps the search for circles may take, altogether. */
const maxSteps = 20_000;

export interface TypeGraph {
  /** Notes that one alias is a direct part of another. Answers false, and notes nothing, where a circle would close. */
  add(owner: string, part: string): boolean;
}

/** Which aliases are made of which: the compiler refuses an alias that is a part of itself with nothing in between. */
export function createTypeGraph(): TypeGraph {
  const partsOf = new Map<string, Set<string>>();
  let stepsLeft = maxSteps;

  function reaches(from: string, wanted: string): boolean {
    const seen = new Set([from]);
    // A set is walked in the order of its growth.
    for (const name of seen) {
      if (name === wanted) return true;
      for (const part of partsOf.get(name) ?? []) {
        stepsLeft -= 1;
        // Not to know is to take it for one.
        if (stepsLeft < 0) return true;
        seen.add(part);
      }
    }
    return false;
  }

  return {
    add(owner, part) {
      const own = partsOf.get(owner) ?? new Set();
      if (own.has(part)) return true;
      if (reaches(part, owner)) return false;
      partsOf.set(owner, own.add(part));
      return true;
    },
  };
}
