import type Stripe from "stripe";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { listPage } from "./list-page.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";
import { usageBetween } from "./usage-between.ts";

export function createMeter(store: StripeStore, form: Form): Stripe.Billing.Meter {
  const eventName = form.required("event_name");
  const isTaken = [...store.tables["billing.meter"].values()].some(
    (meter) => meter.event_name === eventName && meter.status === "active",
  );
  if (isTaken) {
    throw new Refusal(400, `There is already an active meter with the event name ${eventName}.`, {
      code: "resource_already_exists",
      param: "event_name",
    });
  }
  const meter = {
    id: store.idOf("billing.meter"),
    object: "billing.meter",
    created: store.now(),
    customer_mapping: {
      event_payload_key: form.form("customer_mapping").text("event_payload_key") ?? "stripe_customer_id",
      type: "by_id",
    },
    default_aggregation: { formula: form.form("default_aggregation").required("formula") },
    display_name: form.required("display_name"),
    event_name: eventName,
    event_time_window: null,
    livemode: false,
    status: "active",
    status_transitions: { deactivated_at: null },
    updated: store.now(),
    value_settings: { event_payload_key: form.form("value_settings").text("event_payload_key") ?? "value" },
  } satisfies Stripe.Billing.Meter as Stripe.Billing.Meter;
  store.add("billing.meter", meter);
  emit(store, "billing.meter.created", meter);
  return meter;
}

export function updateMeter(store: StripeStore, form: Form, id: string): Stripe.Billing.Meter {
  const meter = store.get("billing.meter", id);
  meter.display_name = form.text("display_name") ?? meter.display_name;
  meter.updated = store.now();
  emit(store, "billing.meter.updated", meter);
  return meter;
}

export function setMeterActive(store: StripeStore, id: string, isActive: boolean): Stripe.Billing.Meter {
  const meter = store.get("billing.meter", id);
  meter.status = isActive ? "active" : "inactive";
  meter.status_transitions.deactivated_at = isActive ? null : store.now();
  emit(store, isActive ? "billing.meter.reactivated" : "billing.meter.deactivated", meter);
  return meter;
}

export function listMeters(store: StripeStore, form: Form): Stripe.Billing.Meter[] {
  const status = form.text("status");
  return [...store.tables["billing.meter"].values()].filter(
    (meter) => status === undefined || meter.status === status,
  );
}

/** Times at whole minutes, or at whole hours or days with `value_grouping_window`. */
export function listSummaries(
  store: StripeStore,
  form: Form,
  id: string,
): Stripe.ApiList<Stripe.Billing.MeterEventSummary> {
  const meter = store.get("billing.meter", id);
  const customer = store.customer(form.required("customer"), "customer").id;
  const start = form.number("start_time") ?? 0;
  const end = form.number("end_time") ?? 0;
  const grouping = form.text("value_grouping_window");
  const unit = grouping === "day" ? 86_400 : grouping === "hour" ? 3600 : 60;
  for (const [param, time] of Object.entries({ start_time: start, end_time: end })) {
    if (time % unit !== 0) {
      throw new Refusal(400, `${param} must align with ${grouping ?? "minute"} boundaries.`, { param });
    }
  }
  const step = grouping === undefined ? end - start : unit;
  const summaries: Stripe.Billing.MeterEventSummary[] = [];
  for (let from = start; from < end; from += step) {
    const used = usageBetween(store, { meter, customer, start: from, end: from + step });
    if (grouping !== undefined && used === 0) continue;
    summaries.push({
      id: `mtrusg_test_${meter.id}_${customer}_${from}_${step}`,
      object: "billing.meter_event_summary",
      aggregated_value: used,
      end_time: from + step,
      livemode: false,
      meter: meter.id,
      start_time: from,
    });
  }
  return listPage(`/v1/billing/meters/${id}/event_summaries`, summaries, form);
}
