/** Stripe makes a month's invoice an hour after its end; what it is told by then still has to be counted there. */
const graceOfMonthMs = 55 * 60_000;

/** The moment since which Stripe's meter may be told of use: what lies before is on invoices already. */
export function toldSince(at: Date): Date {
  const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  const isBeforeOpen = at.getTime() - month < graceOfMonthMs;
  return new Date(isBeforeOpen ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1) : month);
}
