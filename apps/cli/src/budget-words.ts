/** A budget as people read it. */
export function budgetWords(callsPerMonth: number | null): string {
  return callsPerMonth === null
    ? "no budget of its own"
    : `${callsPerMonth.toLocaleString("en-US")} calls a month`;
}
