import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

const meter = "calls";

/** Who pays, at which version of which plan; an invoice counts the calls of each for themselves. */
export interface UnitPrice {
  subscriptionId: string | null;
  planId: string | null;
  planVersion: number | null;
}

export interface NewUnits extends UnitPrice {
  organizationId: string;
  customerId: string;
  period: string;
  /** The moment that Stripe is told. */
  toldAt: Date;
  delta: number;
  used: number | null;
  state: "queued" | "unbilled";
  isLate: boolean;
}

/** The next row of its hour; what Stripe knows it by is made of the row's key alone. */
export async function insertUnits(trx: Transaction, { toldAt, ...columns }: NewUnits): Promise<void> {
  const { organizationId } = columns;
  const hour = new Date(Math.floor(toldAt.getTime() / 3_600_000) * 3_600_000).toISOString();
  const { sequence } = await trx
    .selectFrom("meterOutbox")
    .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("sequence"))
    .where("organizationId", "=", organizationId)
    .where("meter", "=", meter)
    .where("hour", "=", hour)
    .executeTakeFirstOrThrow();
  const at = toldAt.toISOString();
  await trx
    .insertInto("meterOutbox")
    .values({
      ...columns,
      ...{ meter, hour, sequence, at, nextAt: at },
      identifier: `${meter}-${organizationId}-${hour.slice(0, 13).replace(/\D/g, "")}-${sequence}`,
      ...{ firstTriedAt: null, sentAt: null, lastError: null },
    })
    .execute();
}
