/**
 * Does a work for each, one after the other: one that fails holds nobody behind it up. `onFailure` hears of each failure; where nobody
 * does, it rejects with the first one, once all have had their turn.
 */
export async function eachAlone<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  onFailure?: (item: T, error: unknown) => void,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      if (onFailure) onFailure(item, error);
      else failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
