import type { Plan, Revenue } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { periodOf } from "../../usage/index.ts";
import { dueStatuses } from "../stripe/read-subscription.ts";
import { readRevenue } from "./system/read-revenue.ts";

/** What subscriptions come to a month, and what was paid, is owed and was credited in this one, and what was paid in those before. Instance admins. */
export async function revenue(context: Context): Promise<Revenue> {
  requireAccess(context, "admin.revenue");
  const { services } = context;
  const now = new Date();
  const { period } = periodOf(now);
  const shown = Array.from({ length: 12 }, (_, index) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11 + index)).toISOString().slice(0, 7),
  );
  const { subscriptions, invoices, credits, months } = await readRevenue(services.database, {
    month: `${period}T00:00:00.000Z`,
    first: `${shown[0]}-01T00:00:00.000Z`,
  });
  let yearlyCents = 0;
  const counts = { paying: 0, trialing: 0, pastDue: 0 };
  for (const { interval, status, content, count } of subscriptions) {
    const { price } = (content ?? {}) as Partial<Plan>;
    const number = Number(count);
    if (status === "trialing") counts.trialing += number;
    else {
      yearlyCents +=
        number * (interval === "year" ? (price?.yearlyCents ?? 0) : 12 * (price?.monthlyCents ?? 0));
      counts[dueStatuses.includes(status) ? "pastDue" : "paying"] += number;
    }
  }
  return {
    isSetUp: services.stripe !== null,
    // A twelfth of a year, rounded once for all.
    monthlyCents: Math.round(yearlyCents / 12),
    ...counts,
    ...{ paidCents: Number(invoices.paid), openCents: Number(invoices.open) },
    ...{ openInvoices: Number(invoices.openCount), creditedCents: Number(credits.given) },
    failedCredits: Number(credits.failed),
    months: shown.map((month) => ({
      month,
      paidCents: Number(months.find((row) => row.month === month)?.paid ?? 0),
    })),
  };
}
