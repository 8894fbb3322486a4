import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { createCreditNote } from "./credit-notes.ts";
import { createCustomer } from "./customers.ts";
import { Form } from "./form.ts";
import { listInvoices } from "./invoices.ts";
import { createMeterEvent } from "./meter-events.ts";
import { createMeter } from "./meters.ts";
import { previewInvoice } from "./preview-invoice.ts";
import { createPrice } from "./prices.ts";
import { createProduct } from "./products.ts";
import { StripeStore } from "./stripe-store.ts";
import { createSchedule, updateSchedule } from "./subscription-schedules.ts";
import { cancelById, createSubscription, updateSubscription } from "./subscriptions.ts";
import { advanceTestClock, createTestClock } from "./test-clocks.ts";

const day = 86_400;
const start = Date.UTC(2026, 3, 1) / 1000;
const formOf = (fields: Record<string, string | number>) =>
  Form.decode(
    new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString(),
  );

/** Two plans on one meter, and a customer of the first at a clock. */
function world({ card = "pm_card_visa", ...more }: { card?: string; [name: string]: string | number } = {}) {
  const store = new StripeStore("http://stand-in");
  const meter = createMeter(
    store,
    formOf({ display_name: "Calls", event_name: "calls", "default_aggregation[formula]": "sum" }),
  );
  const product = createProduct(store, formOf({ name: "Plan" }));
  const common = { product: product.id, currency: "usd" };
  const flat = (amount: number, interval = "month") =>
    createPrice(store, formOf({ ...common, unit_amount: amount, "recurring[interval]": interval })).id;
  const calls = (included: number, unit: string) =>
    createPrice(
      store,
      formOf({
        ...common,
        billing_scheme: "tiered",
        tiers_mode: "graduated",
        "recurring[interval]": "month",
        "recurring[usage_type]": "metered",
        "recurring[meter]": meter.id,
        "tiers[0][up_to]": included,
        "tiers[0][unit_amount]": 0,
        "tiers[1][up_to]": "inf",
        "tiers[1][unit_amount_decimal]": unit,
      }),
    ).id;
  const plans = {
    pro: { flat: flat(2000), calls: calls(1000, "1") },
    team: { flat: flat(6000), calls: calls(5000, "0.5") },
    proYearly: flat(20_000, "year"),
  };
  const clock = createTestClock(store, formOf({ frozen_time: start }));
  const customer = createCustomer(store, formOf({ test_clock: clock.id, payment_method: card }));
  const subscription = createSubscription(
    store,
    formOf({
      customer: customer.id,
      "items[0][price]": plans.pro.flat,
      "items[1][price]": plans.pro.calls,
      ...more,
    }),
  );
  let sent = 0;
  return {
    store,
    plans,
    customer,
    subscription,
    items: () => subscription.items.data,
    to: (time: number) => advanceTestClock(store, formOf({ frozen_time: time }), clock.id),
    use(value: number) {
      sent += 1;
      const payload = { "payload[stripe_customer_id]": customer.id, "payload[value]": value };
      createMeterEvent(store, formOf({ event_name: "calls", identifier: `event ${sent}`, ...payload }));
    },
    totals: () =>
      listInvoices(store, formOf({})).map((invoice) => [
        invoice.billing_reason,
        invoice.total,
        invoice.status,
      ]),
    change: (fields: Record<string, string | number>) =>
      updateSubscription(store, formOf(fields), subscription.id),
  };
}

type World = ReturnType<typeof world>;
const lastInvoice = ({ store }: World): Stripe.Invoice | undefined =>
  [...store.tables.invoice.values()].at(-1);

describe("a subscription in flexible billing mode", () => {
  it("bills usage at the price that it was used at, and credits what was paid ahead, when its plan changes", () => {
    const at = world();
    at.to(start + 10 * day);
    at.use(1500);
    const upgrade = {
      "items[0][id]": at.items()[0]?.id ?? "",
      "items[0][price]": at.plans.team.flat,
      "items[1][id]": at.items()[1]?.id ?? "",
      "items[1][price]": at.plans.team.calls,
      proration_behavior: "always_invoice",
    };
    at.to(start + 15 * day);
    const details = Object.entries(upgrade).map(([name, value]) => {
      const [first = "", ...rest] = name.split("[");
      return [`subscription_details[${first}]${rest.map((part) => `[${part}`).join("")}`, value];
    });
    const preview = previewInvoice(
      at.store,
      formOf({ subscription: at.subscription.id, ...Object.fromEntries(details) }),
    );
    at.change(upgrade);
    const invoice = lastInvoice(at);
    // 500 calls at a cent; half of 20.00 back, half of 60.00 to pay.
    expect(invoice?.lines.data.map(({ amount }) => amount)).toEqual([-1000, 0, 500, 3000]);
    expect(invoice).toMatchObject({ billing_reason: "subscription_update", status: "paid", total: 2500 });
    expect(preview.total).toBe(2500);
    at.to(start + 20 * day);
    at.use(5010);
    at.to(Date.UTC(2026, 4, 1) / 1000 + 3600);
    expect(lastInvoice(at)).toMatchObject({ total: 5 + 6000, status: "paid" });
  });

  it("changes to a lesser plan when its period ends, by a schedule", () => {
    const at = world();
    const schedule = createSchedule(at.store, formOf({ from_subscription: at.subscription.id }));
    const end = at.items()[0]?.current_period_end ?? 0;
    updateSchedule(
      at.store,
      formOf({
        "phases[0][start_date]": start,
        "phases[0][end_date]": end,
        "phases[0][items][0][price]": at.plans.pro.flat,
        "phases[0][items][1][price]": at.plans.pro.calls,
        "phases[1][start_date]": end,
        "phases[1][items][0][price]": at.plans.proYearly,
        "phases[1][items][1][price]": at.plans.pro.calls,
      }),
      schedule.id,
    );
    at.to(start + 3 * day);
    at.use(1200);
    at.to(end + 3600);
    expect(lastInvoice(at)?.total).toBe(200 + 20_000);
    expect(at.subscription.schedule).toBe(schedule.id);
    expect(
      at
        .items()
        .map((item) => item.price.recurring?.interval)
        .sort(),
    ).toEqual(["month", "year"]);
    at.to(end + 32 * day);
    // A month later only the usage is due, and the phase of a year goes on.
    expect(lastInvoice(at)?.lines.data.map(({ amount }) => amount)).toEqual([0]);
  });

  it("begins with a part of a period when its anchor lies ahead, and with nothing in a trial", () => {
    const partial = world({ billing_cycle_anchor: start + 15 * day });
    expect(partial.totals()).toEqual([["subscription_create", Math.round((2000 * 15) / 31), "paid"]]);
    const trial = world({ trial_period_days: 14 });
    trial.to(start + 5 * day);
    trial.use(4000);
    trial.to(start + 14 * day + 3600);
    expect(trial.totals()).toEqual([
      ["subscription_create", 0, "paid"],
      ["subscription_cycle", 2000, "paid"],
    ]);
    expect(trial.subscription.status).toBe("active");
  });

  it("charges at once when a request ends its trial", () => {
    const trial = world({ trial_period_days: 14 });
    trial.to(start + 4 * day);
    trial.use(4000);
    trial.to(start + 5 * day);
    trial.change({ trial_end: "now" });
    expect(trial.totals()).toEqual([
      ["subscription_create", 0, "paid"],
      ["subscription_update", 2000, "paid"],
    ]);
    expect(trial.subscription).toMatchObject({ status: "active", billing_cycle_anchor: start + 5 * day });
    // Usage is counted from then on.
    trial.to(start + 6 * day);
    trial.use(1100);
    trial.to(start + 36 * day);
    expect(lastInvoice(trial)?.total).toBe(100 + 2000);
  });

  it("bills the last usage when it ends", () => {
    const at = world();
    at.change({ cancel_at_period_end: "true" });
    at.to(start + 5 * day);
    at.use(1300);
    at.to(start + 31 * day);
    expect(at.subscription).toMatchObject({ status: "canceled", ended_at: Date.UTC(2026, 4, 1) / 1000 });
    expect(lastInvoice(at)).toMatchObject({ total: 300, status: "paid" });
    const ended = world();
    ended.to(start + 2 * day);
    ended.use(1001);
    cancelById(ended.store, formOf({ invoice_now: "true" }), ended.subscription.id);
    ended.to(start + 3 * day);
    // Less than can be charged: it waits on the customer's balance.
    expect(lastInvoice(ended)).toMatchObject({ total: 1, amount_due: 0, status: "paid" });
    expect(ended.customer.balance).toBe(1);
  });

  it("is past due while a card is declined, tries again and is cancelled in the end; a new card mends it", () => {
    const declined = world();
    const card = (name: string) => declined.change({ default_payment_method: name });
    card("pm_card_chargeCustomerFail");
    const renewal = Date.UTC(2026, 4, 1) / 1000;
    declined.to(renewal + 3601);
    expect(declined.subscription.status).toBe("past_due");
    expect(lastInvoice(declined)).toMatchObject({
      status: "open",
      next_payment_attempt: renewal + 3600 + 3 * day,
    });
    card("pm_card_visa");
    declined.to(renewal + 4 * day);
    expect(declined.subscription.status).toBe("active");
    card("pm_card_chargeCustomerFail");
    declined.to(renewal + 60 * day);
    expect(declined.subscription).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_failed" },
    });
    expect(world({ card: "pm_card_chargeCustomerFail" }).subscription.status).toBe("incomplete");
  });

  it("takes an invoice back by a credit note: to the card, or to the balance, from which the next one is paid", () => {
    const at = world();
    const invoice = lastInvoice(at);
    createCreditNote(
      at.store,
      formOf({ invoice: invoice?.id ?? "", amount: 700, refund_amount: 500, credit_amount: 200 }),
    );
    expect([...at.store.tables.refund.values()].map(({ amount }) => amount)).toEqual([500]);
    at.to(Date.UTC(2026, 4, 1) / 1000 + 3600);
    expect(lastInvoice(at)).toMatchObject({ total: 2000, amount_paid: 1800, starting_balance: -200 });
    expect(at.customer.balance).toBe(0);
  });
});
