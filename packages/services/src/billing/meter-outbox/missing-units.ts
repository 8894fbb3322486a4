/** Beyond it, which of them are missing is looked for by nobody. */
const maxRows = 12;

/**
 * Which of some deltas a meter has that holds a sum of them: answers the places of those that it does not have, or null where no choice
 * of them comes to that sum. Where several do, they bill the same.
 */
export function missingUnits(deltas: readonly number[], held: number): number[] | null {
  if (deltas.length > maxRows) return null;
  // All that are there first: what was sent mostly came through.
  for (let missing = 0; missing < 2 ** deltas.length; missing += 1) {
    const isMissing = (place: number) => ((missing >> place) & 1) === 1;
    const sum = deltas.reduce((total, delta, place) => (isMissing(place) ? total : total + delta), 0);
    if (sum === held) return [...deltas.keys()].filter(isMissing);
  }
  return null;
}
