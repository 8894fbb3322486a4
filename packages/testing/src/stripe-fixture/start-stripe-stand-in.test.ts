import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StripeStandIn, startStripeStandIn } from "./start-stripe-stand-in.ts";

let standIn: StripeStandIn;
let stripe: Stripe;

beforeAll(async () => {
  standIn = await startStripeStandIn();
  stripe = new Stripe(standIn.secretKey, {
    host: "127.0.0.1",
    port: Number(new URL(standIn.url).port),
    protocol: "http",
    maxNetworkRetries: 0,
    timeout: 5000,
    telemetry: false,
  });
});

afterAll(() => standIn.close());

const start = Date.UTC(2026, 0, 31) / 1000;
const day = 86_400;

/** A plan of 20.00 with 1,000 calls, and 0.5 cents for each further one. */
async function plan(name: string, monthly = 2000): Promise<{ flat: string; metered: string; event: string }> {
  const event = `calls_${name}`;
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: event,
    default_aggregation: { formula: "sum" },
  });
  const product = await stripe.products.create({ name, metadata: { plan: name } });
  const common = { currency: "usd", product: product.id };
  const flat = await stripe.prices.create({
    ...common,
    unit_amount: monthly,
    recurring: { interval: "month" },
    lookup_key: `${name}_flat`,
  });
  const metered = await stripe.prices.create({
    ...common,
    billing_scheme: "tiered",
    tiers_mode: "graduated",
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    tiers: [
      { up_to: 1000, unit_amount: 0 },
      { up_to: "inf", unit_amount_decimal: Stripe.Decimal.from("0.5") },
    ],
    lookup_key: `${name}_metered`,
  });
  return { flat: flat.id, metered: metered.id, event };
}

async function subscribe(prices: { flat: string; metered: string }, card = "pm_card_visa") {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await stripe.customers.create({ email: "ada@example.com", test_clock: clock.id });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: prices.flat }, { price: prices.metered }],
    default_payment_method: method.id,
    expand: ["latest_invoice.payments"],
  });
  return { clock, customer, subscription };
}

async function use(event: string, customer: string, value: number, timestamp: number, identifier: string) {
  await stripe.billing.meterEvents.create({
    event_name: event,
    identifier,
    timestamp,
    payload: { stripe_customer_id: customer, value: String(value) },
  });
}

describe("the stand-in for Stripe, spoken to by its SDK", () => {
  it("bills a plan in advance and its usage in arrears, by tiers, at the end of each month", async () => {
    const prices = await plan("pro");
    const { clock, customer, subscription } = await subscribe(prices);
    expect(subscription).toMatchObject({
      status: "active",
      latest_invoice: { total: 2000, status: "paid", payments: { data: [{ status: "paid" }] } },
    });
    await expect(use(prices.event, customer.id, 1, start + day, "early")).rejects.toThrow("5 minutes");
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + 2 * day });
    await use(prices.event, customer.id, 900, start + day, "first");
    await use(prices.event, customer.id, 301, start + 2 * day, "second");
    await expect(use(prices.event, customer.id, 301, start + 2 * day, "second")).rejects.toThrow(
      "An event already exists with identifier second.",
    );
    // January's last day; February has none such.
    const end = Date.UTC(2026, 1, 28) / 1000;
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: end + 60 });
    const [draft] = (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
    expect(draft).toMatchObject({ status: "draft", total: 2101 });
    // What comes within the hour before it is finalized still belongs to it.
    await use(prices.event, customer.id, 2, end - 30, "late");
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: end + 3600 });
    const invoice = await stripe.invoices.retrieve(draft?.id ?? "");
    expect(invoice).toMatchObject({ status: "paid", total: 2102, amount_paid: 2102 });
    expect(invoice.lines.data.map(({ amount, quantity }) => [quantity, amount])).toEqual([
      [1000, 0],
      [203, 102],
      [1, 2000],
    ]);
    const renewed = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ["items.data.price.tiers"],
    });
    expect(renewed.items.data[0]?.current_period_end).toBe(Date.UTC(2026, 2, 31) / 1000);
    expect(renewed.items.data[1]?.price.tiers?.[1]?.unit_amount_decimal?.toString()).toBe("0.5");
  });

  it("sends signed webhooks, as snapshots and thin, that the SDK accepts", async () => {
    const received: { body: string; signature: string }[] = [];
    const sink = createServer(async (request, response) => {
      received.push({ body: await text(request), signature: String(request.headers["stripe-signature"]) });
      response.end();
    });
    await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`;
    standIn.webhooks.targets.push({ url, secret: "whsec_a", payload: "snapshot" });
    standIn.webhooks.targets.push({ url, secret: "whsec_b", payload: "thin" });
    const customer = await stripe.customers.create({ name: "Ada" });
    await standIn.webhooks.settle();
    standIn.webhooks.targets.length = 0;
    sink.close();
    const [snapshot, thin] = received.toSorted((one, other) => other.body.length - one.body.length);
    const event = stripe.webhooks.constructEvent(snapshot?.body ?? "", snapshot?.signature ?? "", "whsec_a");
    expect(event).toMatchObject({ type: "customer.created", data: { object: { id: customer.id } } });
    const notification = stripe.parseEventNotification(thin?.body ?? "", thin?.signature ?? "", "whsec_b");
    expect(notification.type).toBe("v1.customer.created");
    expect(await notification.fetchEvent()).toMatchObject({ snapshot_event: event.id });
    expect(() =>
      stripe.webhooks.constructEvent(snapshot?.body ?? "", snapshot?.signature ?? "", "whsec_b"),
    ).toThrow("signature");
  });

  it("sells a subscription at its checkout page", async () => {
    const prices = await plan("team");
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price: prices.flat, quantity: 1 }, { price: prices.metered }],
      success_url: "http://127.0.0.1/done?session={CHECKOUT_SESSION_ID}",
      subscription_data: { metadata: { organization: "acme" } },
    });
    expect(standIn.payCheckout(session.id, { last4: "0341" }).isPaid).toBe(false);
    expect(standIn.payCheckout(session.id).location).toBe(`http://127.0.0.1/done?session=${session.id}`);
    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription", "line_items"],
    });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      subscription: { status: "active", metadata: { organization: "acme" } },
    });
    expect(done.line_items?.data).toHaveLength(2);
  });

  it("answers an idempotency key with what it answered before, and refuses it for another request", async () => {
    const first = await stripe.customers.create({ name: "Once" }, { idempotencyKey: "key" });
    const again = await stripe.customers.create({ name: "Once" }, { idempotencyKey: "key" });
    expect(again.id).toBe(first.id);
    await expect(stripe.customers.create({ name: "Twice" }, { idempotencyKey: "key" })).rejects.toMatchObject(
      {
        type: "StripeIdempotencyError",
      },
    );
  });

  it("keeps what it accepted when its answer is lost, and does nothing when it fails before", async () => {
    // The SDK itself tries again once when a connection is cut.
    standIn.faults.push({ on: "POST /v1/customers", kind: "reset_after_accept", times: 2 });
    await expect(stripe.customers.create({ name: "Lost" }, { idempotencyKey: "lost" })).rejects.toThrow();
    standIn.faults.push({ on: "POST /v1/customers", kind: "status", status: 503, times: 1 });
    await expect(stripe.customers.create({ name: "Down" })).rejects.toMatchObject({ statusCode: 503 });
    standIn.faults.length = 0;
    const found = await stripe.customers.create({ name: "Lost" }, { idempotencyKey: "lost" });
    const names = (await stripe.customers.list({ limit: 100 })).data.map(({ name }) => name);
    expect(found.name).toBe("Lost");
    expect(names.filter((name) => name === "Lost")).toHaveLength(1);
    expect(names).not.toContain("Down");
  });

  it("lists by pages and says of what is missing that it is", async () => {
    const product = await stripe.products.create({ name: "pages" });
    for (let unit = 1; unit <= 5; unit += 1) {
      await stripe.prices.create({ product: product.id, currency: "usd", unit_amount: unit });
    }
    const seen: (number | null)[] = [];
    for await (const price of stripe.prices.list({ product: product.id, limit: 2 }))
      seen.push(price.unit_amount);
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    await expect(stripe.prices.retrieve("price_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
    });
  });

  it("takes one meter event at a time for a customer, and so many a second", async () => {
    const { event } = await plan("limits");
    const customer = await stripe.customers.create({});
    const now = Math.floor(Date.now() / 1000);
    standIn.limits.enter(event, customer.id);
    await expect(use(event, customer.id, 1, now, "first")).rejects.toMatchObject({
      statusCode: 429,
      code: "lock_timeout",
    });
    standIn.limits.leave(event, customer.id);
    await use(event, customer.id, 1, now, "first");
    standIn.limits.perSecond = 0;
    await expect(use(event, customer.id, 3, now, "third")).rejects.toMatchObject({ code: "rate_limit" });
    standIn.limits.perSecond = 1000;
    await expect(use(event, "cus_nobody", 3, now, "fourth")).rejects.toMatchObject({
      code: "resource_missing",
    });
    await expect(use(event, customer.id, 0.5, now, "fifth")).rejects.toMatchObject({
      code: "meter_event_invalid_value",
    });
  });

  it("loses, doubles and forges webhooks as it is told to", async () => {
    const { webhooks } = standIn;
    const target = { url: `${standIn.url}/control`, secret: "whsec_c", payload: "snapshot" as const };
    webhooks.targets.push(target);
    const attempts = async (faults: Partial<typeof webhooks.faults>) => {
      webhooks.answers.length = 0;
      Object.assign(webhooks.faults, { drop: 0, duplicate: 0, forge: 0, reorder: 0 }, faults);
      await stripe.customers.create({});
      await webhooks.settle();
      return webhooks.answers.length;
    };
    expect(await attempts({})).toBe(1);
    expect(await attempts({ drop: 1 })).toBe(0);
    expect(await attempts({ duplicate: 1, reorder: 1 })).toBe(2);
    expect(await attempts({ forge: 1 })).toBe(2);
    webhooks.targets.length = 0;
  });

  it("has pages to pay, to change the card and to cancel", async () => {
    const prices = await plan("pages_plan");
    const customer = await stripe.customers.create({ email: "ada@example.com" });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      customer: customer.id,
      line_items: [{ price: prices.flat, quantity: 1 }, { price: prices.metered }],
      success_url: `${standIn.url}/`,
    });
    const post = (url: string, fields: Record<string, string>) =>
      fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    expect(await (await fetch(session.url ?? "")).text()).toContain("$20.00");
    const declined = await post(session.url ?? "", { do: "pay", last4: "0341" });
    expect(await (await fetch(declined.headers.get("location") ?? "")).text()).toContain("was declined");
    await post(session.url ?? "", { do: "pay", last4: "4242" });
    const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id });
    const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data;
    await post(url, { do: "cancel", subscription: subscription?.id ?? "" });
    await post(url, { do: "card", last4: "0341" });
    const shown = await (await fetch(url)).text();
    expect(shown).toContain("Do not cancel");
    expect(shown).toContain("Card ending in 0341");
    const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data;
    expect(await (await fetch(invoice?.hosted_invoice_url ?? "")).text()).toContain("1 × pages_plan");
    expect((await (await fetch(invoice?.invoice_pdf ?? "")).text()).slice(0, 8)).toBe("%PDF-1.4");
  });
});
