import type Stripe from "stripe";
import { render } from "./render.ts";
import type { Kind, Kinds, StripeStore } from "./stripe-store.ts";

/** Writes an event with the object as it is now; webhooks follow from it. */
export function emit(
  store: StripeStore,
  type: Stripe.Event.Type,
  object: Kinds[Kind],
  previous?: Record<string, unknown>,
): void {
  const customer = "customer" in object && typeof object.customer === "string" ? object.customer : undefined;
  const base = {
    id: store.idOf("event"),
    object: "event",
    api_version: "2026-10-28.endive",
    created: store.now(object.object === "customer" ? object.id : customer),
    data: {
      object: JSON.parse(JSON.stringify(render(store, object, []))),
      ...(previous === undefined ? {} : { previous_attributes: previous }),
    },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type,
  } satisfies Stripe.EventBase;
  // The SDK's Event joins type and object pair by pair; here the caller pairs them.
  const event = base as Stripe.Event;
  store.add("event", event);
  store.onEvent(event);
}
