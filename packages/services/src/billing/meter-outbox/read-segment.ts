import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { UnitPrice } from "./insert-units.ts";

/** The part of a month that is charged at one price: a greater plan begins anew, as do the calls that are in it. */
export interface Segment {
  /** What of the month's usage lies before it. */
  usedBefore: number;
  /** What Stripe is told of it. */
  told: number;
  /** How far the month's usage is counted. */
  counted: number;
}

/** The segment of a month that is charged at this price, by what was counted. */
export async function readSegment(
  trx: Transaction,
  { organizationId, period, price }: { organizationId: string; period: string; price: UnitPrice },
): Promise<Segment> {
  const { subscriptionId, planId, planVersion } = price;
  // Rows of before this was kept do not say their price: it is the one of now.
  const isIn = sql<boolean>`coalesce(
    (subscription_id, plan_id, plan_version) = (${subscriptionId}, ${planId}, ${planVersion}::int),
    used is null and state <> 'unbilled')`;
  const usedUpTo = (isCounted: typeof isIn) => sql<number>`greatest(
    coalesce(max(used) filter (where ${isCounted}), 0),
    coalesce(sum(delta) filter (where ${isCounted} and used is null), 0))::bigint`;
  return trx
    .selectFrom("meterOutbox")
    .select([
      usedUpTo(sql`not ${isIn}`).as("usedBefore"),
      sql<number>`coalesce(sum(delta) filter (where ${isIn}), 0)::bigint`.as("told"),
      usedUpTo(sql`true`).as("counted"),
    ])
    .where("organizationId", "=", organizationId)
    .where("meter", "=", "calls")
    .where("period", "=", period)
    .where("state", "<>", "missing")
    .executeTakeFirstOrThrow();
}
