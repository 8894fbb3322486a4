import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { dueStatuses } from "../../stripe/read-subscription.ts";

/** Sums over the subscriptions and invoices of all organizations. A system file: they are many. */
export async function readRevenue(database: Database, { month, first }: { month: string; first: string }) {
  const subscriptions = await database.system
    .selectFrom("billingSubscriptions as s")
    .leftJoin("plans as p", (join) =>
      join.onRef("p.id", "=", "s.planId").onRef("p.version", "=", "s.planVersion"),
    )
    .select(({ fn }) => [
      "s.planId",
      "s.interval",
      "s.status",
      "p.content",
      fn.countAll<number>().as("count"),
    ])
    .where("s.status", "in", ["active", "trialing", ...dueStatuses])
    .groupBy(["s.planId", "s.interval", "s.status", "p.id", "p.version"])
    .execute();
  const invoices = await database.system
    .selectFrom("billingInvoices")
    .select([
      sql<number>`coalesce(sum(amount_paid) filter (where paid_at >= ${month}), 0)::bigint`.as("paid"),
      sql<number>`coalesce(sum(amount_remaining) filter (where status = 'open'), 0)::bigint`.as("open"),
      sql<number>`count(*) filter (where status = 'open')`.as("openCount"),
    ])
    .executeTakeFirstOrThrow();
  const credits = await database.system
    .selectFrom("billingCredits")
    .select([
      sql<number>`coalesce(sum(amount_cents) filter (where created_at >= ${month}), 0)::bigint`.as("given"),
      sql<number>`count(*) filter (where state = 'failed')`.as("failed"),
    ])
    .executeTakeFirstOrThrow();
  const months = await database.system
    .selectFrom("billingInvoices")
    .select([
      sql<string>`to_char(paid_at at time zone 'UTC', 'YYYY-MM')`.as("month"),
      sql<number>`sum(amount_paid)::bigint`.as("paid"),
    ])
    .where("paidAt", ">=", first)
    .groupBy(sql`1`)
    .execute();
  return { subscriptions, invoices, credits, months };
}
