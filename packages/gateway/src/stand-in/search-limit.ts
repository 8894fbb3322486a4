const defaultLimit = 10;
const maxLimit = 50;

/** How many tools a search is to find at most. */
export function searchLimit(given: unknown): number {
  const wanted = Number.isInteger(given) ? Number(given) : defaultLimit;
  return Math.min(maxLimit, Math.max(1, wanted));
}
