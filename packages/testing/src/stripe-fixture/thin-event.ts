import type Stripe from "stripe";

/** A v1 event as v2 tells of it: what changed, not how it looks now. */
export interface ThinEvent extends Omit<Stripe.V2.Core.EventBase, "type"> {
  type: string;
  related_object: { id: string; type: string; url: string };
}

const paths: Record<string, string> = {
  "billing.meter": "billing/meters",
  "checkout.session": "checkout/sessions",
  credit_note: "credit_notes",
  customer: "customers",
  invoice: "invoices",
  payment_intent: "payment_intents",
  price: "prices",
  product: "products",
  refund: "refunds",
  subscription: "subscriptions",
  subscription_schedule: "subscription_schedules",
  "test_helpers.test_clock": "test_helpers/test_clocks",
};

export function thinEvent(event: Stripe.Event): ThinEvent {
  const { object } = event.data;
  const id = "id" in object && typeof object.id === "string" ? object.id : "";
  const type = "object" in object ? object.object : "";
  return {
    id: event.id.replace("evt_", "evt_test_thin"),
    object: "v2.core.event",
    created: new Date(event.created * 1000).toISOString(),
    livemode: false,
    snapshot_event: event.id,
    type: `v1.${event.type}`,
    related_object: { id, type, url: `/v1/${paths[type] ?? type}/${id}` },
  };
}
