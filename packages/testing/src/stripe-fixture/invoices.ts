import type Stripe from "stripe";
import { applyBalance } from "./apply-balance.ts";
import { buildInvoice, countLines, type InvoiceParts } from "./build-invoice.ts";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import { payInvoice, paymentFailure } from "./pay-invoice.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

/** Stores a draft, with the lines that waited for it. */
export function createInvoice(
  store: StripeStore,
  { takesWaiting = true, ...parts }: InvoiceParts & { takesWaiting?: boolean },
): Stripe.Invoice {
  const waiting = takesWaiting ? [parts.subscription?.id ?? [], parts.customer].flat() : [];
  const draft = {
    lines: [...waiting.flatMap((id) => store.pendingLines.get(id) ?? []), ...parts.lines],
    usage: parts.usage,
  };
  for (const id of waiting) store.pendingLines.delete(id);
  const invoice = store.add("invoice", buildInvoice(store, { ...parts, ...draft }));
  store.drafts.set(invoice.id, draft);
  for (const { parent } of draft.lines) {
    const item = store.tables.invoiceitem.get(parent?.invoice_item_details?.invoice_item ?? "");
    if (item !== undefined) item.invoice = invoice.id;
  }
  if (parts.subscription !== null) parts.subscription.latest_invoice = invoice.id;
  emit(store, "invoice.created", invoice);
  return invoice;
}

function finalizeInvoice(store: StripeStore, invoice: Stripe.Invoice): void {
  const draft = store.drafts.get(invoice.id);
  if (invoice.status !== "draft" || draft === undefined) {
    throw new Refusal(400, "This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: "invoice_no_longer_editable",
    });
  }
  countLines(store, invoice, draft);
  store.drafts.delete(invoice.id);
  const customer = store.customer(idOf(invoice.customer));
  const now = store.now(customer.id);
  customer.invoice_prefix ??= customer.id.slice(-8).toUpperCase();
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  invoice.number = `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`;
  invoice.status = "open";
  invoice.status_transitions.finalized_at = now;
  invoice.effective_at = now;
  invoice.automatically_finalizes_at = null;
  invoice.next_payment_attempt = null;
  invoice.hosted_invoice_url = `${store.url}/pages/invoices/${invoice.id}`;
  invoice.invoice_pdf = `${store.url}/pages/invoices/${invoice.id}/pdf`;
  applyBalance(store, invoice, customer);
  emit(store, "invoice.finalized", invoice);
}

/** Finalizes and pays what is due: the way of every invoice that is not left as a draft. */
export function collectInvoice(store: StripeStore, invoice: Stripe.Invoice): void {
  finalizeInvoice(store, invoice);
  payInvoice(store, invoice);
}

export function retrieveInvoice(store: StripeStore, _form: Form, id: string): Stripe.Invoice {
  const invoice = store.get("invoice", id);
  const draft = store.drafts.get(id);
  if (draft !== undefined) countLines(store, invoice, draft);
  return invoice;
}

export function listInvoices(store: StripeStore, form: Form): Stripe.Invoice[] {
  const [customer, subscription, status] = [
    form.text("customer"),
    form.text("subscription"),
    form.text("status"),
  ];
  return [...store.tables.invoice.values()].filter(
    (invoice) =>
      (customer === undefined || invoice.customer === customer) &&
      (status === undefined || invoice.status === status) &&
      (subscription === undefined ||
        idOf(invoice.parent?.subscription_details?.subscription) === subscription),
  );
}

export function createManualInvoice(store: StripeStore, form: Form): Stripe.Invoice {
  const customer = store.customer(form.required("customer"), "customer").id;
  const subscription = form.text("subscription");
  const invoice = createInvoice(store, {
    customer,
    subscription: subscription === undefined ? null : store.get("subscription", subscription, "subscription"),
    reason: "manual",
    at: store.now(customer),
    lines: [],
    usage: [],
    takesWaiting: subscription !== undefined || form.text("pending_invoice_items_behavior") === "include",
  });
  invoice.auto_advance = form.flag("auto_advance") ?? false;
  if (!invoice.auto_advance) invoice.automatically_finalizes_at = null;
  invoice.metadata = form.record("metadata");
  return invoice;
}

export function updateInvoice(store: StripeStore, form: Form, id: string): Stripe.Invoice {
  const invoice = store.get("invoice", id);
  invoice.metadata = mergeMetadata(invoice.metadata, form);
  invoice.auto_advance = form.flag("auto_advance") ?? invoice.auto_advance ?? false;
  emit(store, "invoice.updated", invoice);
  return invoice;
}

export function finalizeById(store: StripeStore, _form: Form, id: string): Stripe.Invoice {
  const invoice = store.get("invoice", id);
  finalizeInvoice(store, invoice);
  return invoice;
}

export function payById(store: StripeStore, form: Form, id: string): Stripe.Invoice {
  const invoice = store.get("invoice", id);
  if (invoice.status === "draft") finalizeInvoice(store, invoice);
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw new Refusal(400, `Invoice is already ${invoice.status}`, { code: "invoice_not_editable" });
  }
  if (form.flag("paid_out_of_band") === true) {
    payInvoice(store, invoice, "out_of_band");
    return invoice;
  }
  payInvoice(store, invoice, form.text("payment_method"));
  if (invoice.status === "open") throw paymentFailure(invoice);
  return invoice;
}

export function voidById(store: StripeStore, _form: Form, id: string): Stripe.Invoice {
  return closeAs(store, id, "void");
}

export function markUncollectibleById(store: StripeStore, _form: Form, id: string): Stripe.Invoice {
  return closeAs(store, id, "uncollectible");
}

function closeAs(store: StripeStore, id: string, status: "void" | "uncollectible"): Stripe.Invoice {
  const invoice = store.get("invoice", id);
  if (invoice.status !== "open") {
    throw new Refusal(400, `You can only pass in open invoices. This invoice isn't open.`, {
      code: "invoice_not_open",
    });
  }
  invoice.status = status;
  invoice.next_payment_attempt = null;
  const now = store.now(idOf(invoice.customer));
  if (status === "void") invoice.status_transitions.voided_at = now;
  else invoice.status_transitions.marked_uncollectible_at = now;
  emit(store, status === "void" ? "invoice.voided" : "invoice.marked_uncollectible", invoice);
  return invoice;
}
