export interface ToldUnits {
  /** What counts against the plan this month. */
  used: number;
  /** The calls that the price at Stripe includes; null = any number. */
  priced: number | null;
  /** The calls that the organization may make in fact: the operator may have given it others. */
  included: number | null;
  /** How many calls beyond those are paid for; null = any number. */
  overage: number | null;
  /** What Stripe was told of them already. */
  told: number;
}

/**
 * How many units of a month Stripe is told. Its price includes what the plan does: where the organization has other limits, all that is
 * free is told as free. What went on beyond a hard limit or the cap, while neither could be asked, nobody pays for; what was told under
 * a larger cap stays paid for.
 */
export function unitsToTell({ used, priced, included, overage, told }: ToldUnits): number {
  if (priced === null || (priced === included && overage === null)) return used;
  const beyond = included === null ? 0 : Math.max(0, used - included);
  if (beyond === 0) return Math.min(used, priced);
  return priced + (overage === null ? beyond : Math.min(beyond, Math.max(overage, told - priced)));
}
