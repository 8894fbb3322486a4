/** The month that a moment counts in, and when the next one begins. Months are calendar months in UTC. */
export function periodOf(date: Date): { period: string; resetsAt: string } {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    period: new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10),
    resetsAt: new Date(Date.UTC(year, month + 1, 1)).toISOString(),
  };
}
