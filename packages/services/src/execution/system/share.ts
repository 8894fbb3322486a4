import { type RawBuilder, sql } from "kysely";

/** The places of a node, as it claims runs. */
export interface NodePlaces {
  nodeId: string;
  /** How many are free. */
  free: number;
  /** The organization of each that is not. */
  held: readonly string[];
}

/**
 * What one organization may hold of the places that the others leave: runs may take hours, and who comes later is not to wait for their
 * end. The more organizations hold places the less each gets, so that some are always free, until each that waits has one.
 */
const share = 0.75;

/** So many in one claim: the next one counts again, so that several which claim at once leave some free as well. */
export const mostOf = ({ free }: NodePlaces): number => Math.ceil(free / 2);

/** Whether an organization may take its `turn`th further place now (counted from 1). */
export function isWithinShare(
  { free, held }: NodePlaces,
  { organizationId, turn }: { organizationId: string; turn: string },
): RawBuilder<boolean> {
  const places = sql`(select count(*) from unnest(${held}::uuid[]) as h where h = ${sql.ref(organizationId)})`;
  return sql`${places} + ${sql.ref(turn)} <= greatest(1, floor(${share}::float8 * (${free}::int + ${places})))`;
}
