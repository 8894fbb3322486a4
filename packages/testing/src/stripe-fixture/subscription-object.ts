import type Stripe from "stripe";
import type { Form } from "./form.ts";
import type { StripeStore } from "./stripe-store.ts";

interface Parts {
  customer: Stripe.Customer;
  form: Form;
  now: number;
  trialEnd: number | null;
}

/** A subscription without items. */
export function subscriptionObject(
  store: StripeStore,
  { customer, form, now, trialEnd }: Parts,
): Stripe.Subscription {
  const id = store.idOf("subscription");
  return {
    id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: form.form("automatic_tax").flag("enabled") ?? false,
      liability: null,
    },
    billing_cycle_anchor: trialEnd ?? now,
    billing_cycle_anchor_config: null,
    // The account's default in this version of the API.
    billing_mode: {
      flexible: { proration_discounts: "included" },
      type: form.form("billing_mode").text("type") ?? "flexible",
      updated_at: now,
    },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: form.flag("cancel_at_period_end") ?? false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: "charge_automatically",
    created: now,
    currency: "usd",
    customer: customer.id,
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: form.text("description") ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: {
      object: "list",
      data: [],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: form.record("metadata"),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: null,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: "incomplete",
    test_clock: customer.test_clock ?? null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method:
          form.form("trial_settings").form("end_behavior").text("missing_payment_method") ?? "create_invoice",
      },
    },
    trial_start: trialEnd === null ? null : now,
  } satisfies Stripe.Subscription;
}
