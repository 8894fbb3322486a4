import type Stripe from "stripe";
import type { StripeStore } from "./stripe-store.ts";

interface Span {
  meter: Stripe.Billing.Meter;
  customer: string;
  /** Unix seconds; the start lies within, the end does not. */
  start: number;
  end: number;
}

/** What a meter counted for a customer. */
export function usageBetween(store: StripeStore, { meter, customer, start, end }: Span): number {
  const values = store
    .meterEventsOf(meter.event_name, customer)
    .filter((event) => !event.cancelled && event.timestamp >= start && event.timestamp < end)
    .map((event) => event.value);
  const { formula } = meter.default_aggregation;
  if (formula === "count") return values.length;
  if (formula === "last") return values.at(-1) ?? 0;
  return values.reduce((sum, value) => sum + value, 0);
}
