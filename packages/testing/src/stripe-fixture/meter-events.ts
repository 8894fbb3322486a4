import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import type { Form } from "./form.ts";
import { Refusal } from "./refusal.ts";
import type { StoredMeterEvent, StripeStore } from "./stripe-store.ts";

const daySeconds = 86_400;

export function createMeterEvent(store: StripeStore, form: Form): Stripe.Billing.MeterEvent {
  const stored = acceptMeterEvent(store, form, form.number("timestamp"));
  return {
    object: "billing.meter_event",
    created: stored.receivedAt,
    event_name: stored.eventName,
    identifier: stored.identifier,
    livemode: false,
    payload: form.record("payload"),
    timestamp: stored.timestamp,
  };
}

/** Version 2 has its times as ISO 8601. */
export function createMeterEventV2(store: StripeStore, form: Form): Stripe.V2.Billing.MeterEvent {
  const time = form.text("timestamp");
  const stored = acceptMeterEvent(
    store,
    form,
    time === undefined ? undefined : Math.floor(Date.parse(time) / 1000),
  );
  return {
    object: "v2.billing.meter_event",
    created: new Date(stored.receivedAt * 1000).toISOString(),
    event_name: stored.eventName,
    identifier: stored.identifier,
    livemode: false,
    payload: form.record("payload"),
    timestamp: new Date(stored.timestamp * 1000).toISOString(),
  };
}

/** Its token is good for the stream for 15 minutes. */
export function createMeterEventSession(store: StripeStore): Stripe.V2.Billing.MeterEventSession {
  const now = Date.now();
  return {
    id: store.newId("mes_test"),
    object: "v2.billing.meter_event_session",
    authentication_token: "sk_test_stand_in",
    created: new Date(now).toISOString(),
    expires_at: new Date(now + 15 * 60_000).toISOString(),
    livemode: false,
  };
}

/** At most 100 events; they are taken or refused together. */
export function streamMeterEvents(store: StripeStore, form: Form): object {
  for (const event of form.forms("events")) createMeterEventV2(store, event);
  return {};
}

/** Takes an event back that came within the last 24 hours. */
export function adjustMeterEvent(store: StripeStore, form: Form): Stripe.Billing.MeterEventAdjustment {
  const identifier = form.form("cancel").required("identifier");
  const eventName = form.required("event_name");
  const found = store.meterEvents.get(identifier);
  if (found?.eventName !== eventName) {
    throw new Refusal(400, `No event with identifier ${identifier} was found.`, { code: "resource_missing" });
  }
  if (store.now(found.customer) - found.receivedAt > daySeconds) {
    throw new Refusal(400, "Events can be cancelled only within 24 hours of Stripe receiving them.");
  }
  found.cancelled = true;
  return {
    object: "billing.meter_event_adjustment",
    cancel: { identifier },
    event_name: eventName,
    livemode: false,
    status: "complete",
    type: "cancel",
  };
}

function acceptMeterEvent(store: StripeStore, form: Form, time: number | undefined): StoredMeterEvent {
  const eventName = form.required("event_name");
  const payload = form.record("payload");
  const meter = [...store.tables["billing.meter"].values()].find(
    (candidate) => candidate.event_name === eventName && candidate.status === "active",
  );
  if (meter === undefined) {
    throw new Refusal(400, `No active meter found for event name ${eventName}.`, {
      code: "no_meter",
      param: "event_name",
    });
  }
  const customer = store.customer(payload[meter.customer_mapping.event_payload_key] ?? "", "payload").id;
  const value = payload[meter.value_settings.event_payload_key] ?? "";
  if (!/^-?\d+$/.test(value)) {
    throw new Refusal(400, `The value of an event must be a whole number, but it is '${value}'.`, {
      code: "meter_event_invalid_value",
      param: "payload",
    });
  }
  const now = store.now(customer);
  const timestamp = time ?? now;
  if (timestamp < now - 35 * daySeconds || timestamp > now + 300) {
    throw new Refusal(
      400,
      "The timestamp must be within the past 35 calendar days or up to 5 minutes in the future.",
      { code: "timestamp_out_of_range", param: "timestamp" },
    );
  }
  const identifier = form.text("identifier") ?? randomUUID();
  // Unique within a rolling day: what comes again later is counted again.
  const known = store.meterEvents.get(identifier);
  if (known !== undefined && now - known.receivedAt < daySeconds) {
    throw new Refusal(400, `An event already exists with identifier ${identifier}.`);
  }
  const stored = {
    identifier,
    eventName,
    customer,
    value: Number(value),
    timestamp,
    receivedAt: now,
    cancelled: false,
  };
  store.addMeterEvent(stored);
  return stored;
}
