import type Stripe from "stripe";
import { idOf } from "./id-of.ts";
import { usageLines } from "./item-lines.ts";
import type { Draft, StripeStore } from "./stripe-store.ts";

export interface InvoiceParts extends Draft {
  customer: string;
  subscription: Stripe.Subscription | null;
  reason: NonNullable<Stripe.Invoice["billing_reason"]>;
  at: number;
}

/** A draft of an invoice, in no table yet: it is stored by who makes it, and shown as it is by a preview. */
export function buildInvoice(store: StripeStore, parts: InvoiceParts): Stripe.Invoice {
  const { subscription, at } = parts;
  const customer = store.customer(parts.customer);
  const id = store.idOf("invoice");
  const invoice = {
    id,
    object: "invoice",
    account_country: "US",
    account_name: "Stand-in",
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: at + 3600,
    billing_reason: parts.reason,
    collection_method: "charge_automatically",
    created: at,
    currency: subscription?.currency ?? customer.currency ?? "usd",
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: "list", data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: at + 3600,
    number: null,
    on_behalf_of: null,
    parent:
      subscription === null
        ? null
        : {
            quote_details: null,
            subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
            type: "subscription_details",
          },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    payments: { object: "list", data: [], has_more: false, url: `/v1/invoice_payments?invoice=${id}` },
    period_end: at,
    period_start: parts.usage[0]?.start ?? at,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: "draft",
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock ?? null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  } satisfies Stripe.Invoice as Stripe.Invoice;
  countLines(store, invoice, parts);
  return invoice;
}

/** Counts the usage of a draft anew, and adds up. */
export function countLines(store: StripeStore, invoice: Stripe.Invoice, { lines, usage }: Draft): void {
  const all = [...usage.flatMap((span) => usageLines(store, idOf(invoice.customer), span)), ...lines];
  invoice.lines.data = all.map((line) => ({ ...line, invoice: invoice.id }));
  const total = all.reduce((sum, line) => sum + line.amount, 0);
  invoice.subtotal = total;
  invoice.subtotal_excluding_tax = total;
  invoice.total = total;
  invoice.total_excluding_tax = total;
  const balance = store.customer(idOf(invoice.customer)).balance;
  invoice.starting_balance = balance;
  invoice.amount_due = Math.max(0, total + balance);
  invoice.amount_remaining = invoice.amount_due;
}
