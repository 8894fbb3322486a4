import { isPlanId, plans } from "@patchops/contract";
import type { BillingInvoiceLine, Tables } from "@patchops/db";
import type { Insertable } from "kysely";
import type Stripe from "stripe";
import { lateCallsKey } from "./late-calls-key.ts";
import { type PlanPriceRef, readPrice } from "./price-ref.ts";
import type { StripePort } from "./stripe.ts";

export type InvoiceRow = Insertable<Tables["billingInvoices"]>;

/** More lines than these are no invoice of ours. */
const maxLines = 500;

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();
const isoOrNull = (seconds: number | null | undefined) => (seconds == null ? null : iso(seconds));

/** Prices say for good what they are for. */
const knownPrices = new WeakMap<StripePort, Map<string, PlanPriceRef | null>>();

async function refOf(stripe: StripePort, priceId: string): Promise<PlanPriceRef | null> {
  const known = knownPrices.get(stripe) ?? new Map<string, PlanPriceRef | null>();
  knownPrices.set(stripe, known);
  const found = known.get(priceId);
  if (found !== undefined) return found;
  const { metadata } = await stripe.client.prices.retrieve(priceId);
  const ref = readPrice(metadata);
  known.set(priceId, ref);
  return ref;
}

/** Without the count and the tier that Stripe puts around it: the tier holds what is told as free, whoever is allowed how much. */
function nameOf({ plan }: PlanPriceRef): string {
  return `Calls on ${isPlanId(plan) ? plans[plan].name : plan}`;
}

async function readLine(stripe: StripePort, line: Stripe.InvoiceLineItem): Promise<BillingInvoiceLine> {
  const price = line.pricing?.price_details?.price;
  const priceId = typeof price === "object" ? price.id : price;
  const ref = priceId === undefined ? null : await refOf(stripe, priceId);
  const lateCalls = line.metadata[lateCallsKey];
  const isUsage = ref?.kind === "calls" || lateCalls !== undefined;
  return {
    id: line.id,
    kind: isUsage ? "usage" : ref === null ? "other" : "plan",
    description: ref?.kind === "calls" ? nameOf(ref) : (line.description ?? ""),
    // Its tier costs nothing, however few calls of another one come to less than a cent.
    isIncluded: ref?.kind === "calls" && Number(line.pricing?.unit_amount_decimal ?? line.amount) === 0,
    amount: line.amount,
    quantity: lateCalls === undefined ? line.quantity : Number(lateCalls),
    periodStart: iso(line.period.start),
    periodEnd: iso(line.period.end),
  };
}

/** In the currency's smallest unit. */
export function taxOf(invoice: Stripe.Invoice): number {
  return (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
}

/** An invoice as we keep it, all its lines included. */
export async function readInvoice(
  stripe: StripePort,
  {
    organizationId,
    invoice,
    fetchedAt,
  }: { organizationId: string; invoice: Stripe.Invoice; fetchedAt: string },
): Promise<InvoiceRow> {
  const lines = invoice.lines.has_more
    ? await stripe.client.invoices
        .listLineItems(invoice.id, { limit: 100 })
        .autoPagingToArray({ limit: maxLines })
    : invoice.lines.data;
  const kept: BillingInvoiceLine[] = [];
  for (const line of lines) kept.push(await readLine(stripe, line));
  return {
    organizationId,
    id: invoice.id,
    number: invoice.number,
    status: invoice.status ?? "draft",
    currency: invoice.currency,
    subtotal: invoice.subtotal,
    tax: taxOf(invoice),
    total: invoice.total,
    amountDue: invoice.amount_due,
    amountPaid: invoice.amount_paid,
    amountRemaining: invoice.amount_remaining,
    periodStart: iso(invoice.period_start),
    periodEnd: iso(invoice.period_end),
    createdAt: iso(invoice.created),
    paidAt: isoOrNull(invoice.status_transitions.paid_at),
    attempts: invoice.attempt_count,
    nextAttemptAt: isoOrNull(invoice.next_payment_attempt),
    pdfUrl: invoice.invoice_pdf ?? null,
    hostedUrl: invoice.hosted_invoice_url ?? null,
    lines: JSON.stringify(kept),
    fetchedAt,
  };
}
