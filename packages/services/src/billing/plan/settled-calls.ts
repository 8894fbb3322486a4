import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { SubscriptionRow } from "../stripe/read-subscription.ts";

export interface SettledOptions {
  organizationId: string;
  subscription: SubscriptionRow;
  /** First day of the month, `YYYY-MM-DD`. */
  period: string;
  /** What counts against the plan this month. */
  used: number;
  now: Date;
}

/**
 * How many of a month's units the next invoice leaves out: those from before the subscription or in its trial, which nobody pays for,
 * and those that an invoice of this month has charged already, since the plan was changed after them.
 */
export async function settledCalls(
  trx: Transaction,
  { organizationId, subscription, period, used, now }: SettledOptions,
): Promise<number> {
  const { startedAt, trialEndsAt } = subscription;
  if (trialEndsAt !== null && now.toISOString() < trialEndsAt) return used;
  const month = `${period}T00:00:00.000Z`;
  const invoices = await trx
    .selectFrom("billingInvoices")
    .select("lines")
    .where("organizationId", "=", organizationId)
    .where("createdAt", ">=", month)
    .where("status", "<>", "void")
    .execute();
  const charged = invoices.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "usage"));
  const since = [startedAt, trialEndsAt ?? "", ...charged.map(({ periodEnd }) => periodEnd)].reduce(
    (latest, at) => (at > latest ? at : latest),
    month,
  );
  const { settled } = await trx
    .selectFrom("meterOutbox")
    .select(sql<number>`coalesce(sum(delta), 0)`.as("settled"))
    .where("organizationId", "=", organizationId)
    .where("meter", "=", "calls")
    .where("period", "=", period)
    .where("state", "<>", "missing")
    .where((where) => where.or([where("state", "=", "unbilled"), where("at", "<", since)]))
    .executeTakeFirstOrThrow();
  return Number(settled);
}
