export const defaultSearchLimit = 10;
export const maxSearchLimit = 50;

/** How many tools a search is to find at most. */
export function searchLimit(given: unknown): number {
  const wanted = Number.isInteger(given) ? Number(given) : defaultSearchLimit;
  return Math.min(maxSearchLimit, Math.max(1, wanted));
}
