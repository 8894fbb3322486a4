import type Stripe from "stripe";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { intervalOf } from "./interval-of.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import { periodEnd } from "./periods.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";
import { subscriptionItem } from "./subscription-item.ts";

/** Of a subscription that is there: its first phase is the period it is in. */
export function createSchedule(store: StripeStore, form: Form): Stripe.SubscriptionSchedule {
  const subscription = store.get("subscription", form.required("from_subscription"), "from_subscription");
  if (subscription.schedule !== null) {
    throw new Refusal(400, "You cannot migrate a subscription that is already attached to a schedule.", {
      param: "from_subscription",
    });
  }
  const first = subscription.items.data[0];
  const period = {
    start_date: first?.current_period_start ?? subscription.start_date,
    end_date: first?.current_period_end ?? subscription.start_date,
  };
  const items = subscription.items.data.map(({ price, quantity }) => ({ price: price.id, quantity }));
  const schedule = {
    id: store.idOf("subscription_schedule"),
    object: "subscription_schedule",
    application: null,
    billing_mode: subscription.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: store.now(idOf(subscription.customer)),
    current_phase: period,
    customer: idOf(subscription.customer),
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: "release",
    livemode: false,
    metadata: form.record("metadata"),
    pause_schedules: [],
    phases: [phase(subscription.currency, period, items, "create_prorations")],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
    test_clock: subscription.test_clock,
  } satisfies Stripe.SubscriptionSchedule as Stripe.SubscriptionSchedule;
  subscription.schedule = schedule.id;
  store.add("subscription_schedule", schedule);
  emit(store, "subscription_schedule.created", schedule);
  emit(store, "customer.subscription.updated", subscription, { schedule: null });
  return schedule;
}

export function updateSchedule(store: StripeStore, form: Form, id: string): Stripe.SubscriptionSchedule {
  const schedule = active(store, id);
  const subscription = store.get("subscription", idOf(schedule.subscription));
  schedule.metadata = mergeMetadata(schedule.metadata, form);
  schedule.end_behavior = form.text("end_behavior") ?? schedule.end_behavior;
  let start = schedule.phases[0]?.start_date ?? subscription.start_date;
  const phases = form.forms("phases").map((given) => {
    const items = given.forms("items").map((item) => ({
      price: store.get("price", item.required("price"), "phases[items][price]").id,
      quantity: item.number("quantity"),
    }));
    start = given.number("start_date") ?? start;
    const end = given.number("end_date") ?? oneCycleAfter(store, start, items[0]?.price ?? "");
    const made = phase(
      subscription.currency,
      { start_date: start, end_date: end },
      items,
      given.text("proration_behavior") ?? "create_prorations",
    );
    start = end;
    return made;
  });
  if (phases.length > 0) schedule.phases = phases;
  emit(store, "subscription_schedule.updated", schedule);
  return schedule;
}

export function releaseSchedule(store: StripeStore, _form: Form, id: string): Stripe.SubscriptionSchedule {
  const schedule = active(store, id);
  endSchedule(store, store.get("subscription", idOf(schedule.subscription)), "released");
  return schedule;
}

/** The subscription goes on without its schedule, or ends together with it. */
export function endSchedule(
  store: StripeStore,
  subscription: Stripe.Subscription,
  status: "released" | "canceled",
): void {
  const schedule = store.tables.subscription_schedule.get(idOf(subscription.schedule));
  if (schedule === undefined) return;
  const now = store.now(idOf(subscription.customer));
  schedule.status = status;
  schedule.current_phase = null;
  if (status === "released") {
    schedule.released_at = now;
    schedule.released_subscription = subscription.id;
    schedule.subscription = null;
  } else schedule.canceled_at = now;
  subscription.schedule = null;
  emit(store, `subscription_schedule.${status}`, schedule);
}

/**
 * When a phase begins at the end of a period, its items take the place of the former; those of the same price stay. Answers the new
 * ones. When the last phase ends, the schedule lets go.
 */
export function enterPhase(
  store: StripeStore,
  subscription: Stripe.Subscription,
  at: number,
): Stripe.SubscriptionItem[] {
  const schedule = store.tables.subscription_schedule.get(idOf(subscription.schedule));
  if (schedule === undefined) return [];
  const next = schedule.phases.find(({ start_date }) => start_date === at);
  if (next === undefined) {
    if (schedule.phases.every(({ end_date }) => end_date <= at)) endSchedule(store, subscription, "released");
    return [];
  }
  schedule.current_phase = { start_date: next.start_date, end_date: next.end_date };
  const { data } = subscription.items;
  const before = new Set(data.map(({ price }) => intervalOf(price)));
  const wanted = next.items.map(({ price, quantity }) => ({
    price: store.get("price", idOf(price)),
    quantity,
  }));
  const kept = data.filter((item) => wanted.some(({ price }) => price.id === item.price.id));
  if (wanted.some(({ price }) => !before.has(intervalOf(price)))) subscription.billing_cycle_anchor = at;
  const added = wanted
    .filter(({ price }) => !kept.some((item) => item.price.id === price.id))
    .map(({ price, quantity }) =>
      subscriptionItem(store, {
        subscription: subscription.id,
        price,
        quantity: price.recurring?.usage_type === "metered" ? undefined : quantity,
        start: at,
        end: periodEnd(
          subscription.billing_cycle_anchor,
          at,
          price.recurring ?? { interval: "month", interval_count: 1 },
        ),
      }),
    );
  data.splice(0, data.length, ...kept, ...added);
  emit(store, "subscription_schedule.updated", schedule);
  return added;
}

function active(store: StripeStore, id: string): Stripe.SubscriptionSchedule {
  const schedule = store.get("subscription_schedule", id);
  if (schedule.status === "active") return schedule;
  throw new Refusal(400, `The schedule is ${schedule.status} and can no longer be changed.`);
}

function oneCycleAfter(store: StripeStore, start: number, price: string): number {
  const { recurring } = store.get("price", price, "phases[items][price]");
  return periodEnd(start, start, recurring ?? { interval: "month", interval_count: 1 });
}

function phase(
  currency: string,
  period: { start_date: number; end_date: number },
  items: { price: string; quantity: number | undefined }[],
  proration: string,
): Stripe.SubscriptionSchedule.Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ...period,
    invoice_settings: null,
    items: items.map(({ price, quantity }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: price,
      price,
      ...(quantity === undefined ? {} : { quantity }),
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: proration,
    transfer_data: null,
    trial_end: null,
  };
}
