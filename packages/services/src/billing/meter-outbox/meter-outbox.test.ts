import type { ErrorCode, Invoice } from "@patchops/contract";
import { describe, expect, test } from "vitest";
import { openSubscribers } from "../../testing/open-subscribers.ts";
import { auditActions } from "../../testing/people.ts";
import {
  listInvoices,
  listStuckUsage,
  refreshBilling,
  setOverage,
  settleUsage,
  tellUsage,
} from "../index.ts";
import { requireStripe } from "../stripe/require-stripe.ts";

const billing = await openSubscribers();
const { services, stripe, now, operator, admin, held, subscriber } = billing;
const { database } = services;
const hourMs = 3_600_000;

const refusal = (code: ErrorCode) => expect.objectContaining({ name: "AppError", code });

describe("usage", () => {
  test("is told once, whatever becomes of the answers", async () => {
    const person = await subscriber("lin");
    const { customerId } = await person.customer();
    await person.use(100);
    // Several workers at once, as after a restart.
    await Promise.all([1, 2, 3].map(() => tellUsage(services, now())));
    expect(held(customerId)).toBe(100);
    // Accepted, and its answer lost: it is sent again, and counts once.
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_after_accept", times: 1 });
    await person.use(150);
    await tellUsage(services, now());
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 50, state: "unknown" });
    await tellUsage(services, new Date(now().getTime() + hourMs));
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 50, state: "sent" });
    expect(held(customerId)).toBe(150);
    await person.use(130);
    await tellUsage(services, now());
    expect(held(customerId)).toBe(130);
  });

  test("whose answer never came is looked up after a day, and not sent again", async () => {
    const person = await subscriber("mary");
    const { customerId } = await person.customer();
    const told = () =>
      stripe.requests.filter((request) => request === "POST /v1/billing/meter_events").length;
    await person.use(10);
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_after_accept", times: 1 });
    await tellUsage(services, now());
    stripe.advance(25 * 3_600);
    const before = told();
    await tellUsage(services, now());
    expect(told()).toBe(before);
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 10, state: "sent" });
    // One that never arrived goes under another identifier.
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_before", times: 1 });
    await person.use(17);
    await tellUsage(services, now());
    stripe.advance(25 * 3_600);
    await tellUsage(services, now());
    expect((await person.outbox()).slice(-2).map(({ delta, state }) => [delta, state])).toEqual([
      [7, "missing"],
      [7, "sent"],
    ]);
    expect(held(customerId)).toBe(17);
  });
});

test("usage beyond the plan stays paid for when overage is switched off, or its cap lowered, after it", async () => {
  const person = await subscriber("switcher");
  const { customerId } = await person.customer();
  const { context } = person;
  await setOverage(context, { isOn: true, capCents: null }, now());
  await person.use(50_300);
  await tellUsage(services, now());
  // Not told yet: it is counted before the cap holds.
  await person.use(50_400);
  await setOverage(context, { isOn: true, capCents: 10 }, now());
  await setOverage(context, { isOn: false, capCents: null }, now());
  await tellUsage(services, now());
  expect(held(customerId)).toBe(50_400);
  expect((await person.outbox()).map(({ delta }) => delta)).toEqual([50_300, 100]);
});

describe("usage that Stripe did not take", () => {
  test("is shown to who operates the instance, who has it told anew or says that it is there", async () => {
    const person = await subscriber("stuck");
    const { customerId } = await person.customer();
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "status", status: 400, times: 2 });
    await person.use(5);
    await tellUsage(services, now());
    await person.use(8);
    await tellUsage(services, now());
    const mine = (await listStuckUsage(admin)).filter((row) => row.organizationId === person.organizationId);
    expect(mine.map(({ delta, state }) => [delta, state])).toEqual([
      [5, "refused"],
      [3, "refused"],
    ]);
    await expect(listStuckUsage(person.context)).rejects.toEqual(refusal("forbidden"));
    const [first, second] = mine.map(({ identifier }) => identifier);
    await settleUsage(admin, { identifier: first ?? "", as: "resend" }, now());
    await settleUsage(admin, { identifier: second ?? "", as: "sent" });
    const again = { identifier: second ?? "", as: "sent" } as const;
    await expect(settleUsage(admin, again)).rejects.toEqual(refusal("not_found"));
    await tellUsage(services, now());
    expect(held(customerId)).toBe(5);
    expect(await auditActions(services, operator.organizationId)).toContain("stripe_usage.settle");
  });
});

const subscriptionOf = (customerId: string) =>
  [...stripe.store.tables.subscription.values()].find(({ customer }) => customer === customerId);

describe("usage of a month whose invoice is made", () => {
  const beyondOf = (invoices: readonly Invoice[]) =>
    invoices
      .flatMap(({ lines }) => lines)
      .filter(({ kind, isIncluded }) => kind === "usage" && !isIncluded)
      .map(({ description, quantity, amount }) => [description, quantity, amount]);

  test("is a line of the next invoice, at the price of then, once", async () => {
    const person = await subscriber("late");
    const { customerId } = await person.customer();
    await database.withOrganization(person.organizationId, (trx) =>
      trx
        .updateTable("organizations")
        .set({ allowsOverage: true })
        .where("id", "=", person.organizationId)
        .execute(),
    );
    const period = `${now().toISOString().slice(0, 7)}-01`;
    const month = now().toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" });
    await person.use(50_010);
    await tellUsage(services, now());
    // Told on the month's last day, and nobody knows whether it arrived.
    stripe.advance(25 * 86_400);
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_before", times: 1 });
    await person.use(50_110);
    await tellUsage(services, now());
    const renewed = subscriptionOf(customerId);
    stripe.advance(Number(renewed?.items.data[0]?.current_period_end) + 2 * 3_600 - stripe.store.now());
    // And some that no node had counted.
    await person.use(50_210, period);
    stripe.faults.push({ on: "POST /v1/invoiceitems", kind: "reset_after_accept", times: 1 });
    await tellUsage(services, now());
    // Stripe forgets an idempotency key after a day.
    stripe.advance(25 * 3_600);
    await tellUsage(services, now());
    await tellUsage(services, now());
    expect(held(customerId)).toBe(50_010);
    expect((await person.outbox()).filter(({ isLate }) => isLate)).toMatchObject([
      { delta: 100, state: "sent", period },
      { delta: 100, state: "sent", period },
    ]);
    // What the new month uses is charged by itself.
    await person.use(40_000);
    await tellUsage(services, now());
    stripe.advance(32 * 86_400);
    await refreshBilling(person.context);
    const late = `Calls on Pro in ${month}, counted after its invoice`;
    // 210 calls at 50 cents for 1,000 are 11 cents (10.5), of which the month's own invoice had one (0.5).
    expect(beyondOf(await listInvoices(person.context, {}))).toEqual([
      [late, 100, 5],
      [late, 100, 5],
      ["Calls on Pro", 10, 1],
    ]);
    expect(held(customerId)).toBe(90_010);
  });

  test("is an invoice of its own where no subscription is left", async () => {
    const person = await subscriber("gone");
    const { customerId } = await person.customer();
    await database.withOrganization(person.organizationId, (trx) =>
      trx
        .updateTable("organizations")
        .set({ allowsOverage: true })
        .where("id", "=", person.organizationId)
        .execute(),
    );
    await person.use(50_000);
    await tellUsage(services, now());
    stripe.advance(25 * 86_400);
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_before", times: 1 });
    await person.use(50_200);
    await tellUsage(services, now());
    const subscription = subscriptionOf(customerId);
    await requireStripe(services).client.subscriptions.cancel(subscription?.id ?? "", { invoice_now: true });
    await refreshBilling(person.context);
    stripe.advance(10 * 86_400);
    await tellUsage(services, now());
    await tellUsage(services, now());
    stripe.advance(2 * 3_600);
    await refreshBilling(person.context);
    const [invoice] = await listInvoices(person.context, {});
    expect(invoice).toMatchObject({ total: 10, status: "paid" });
    expect(beyondOf([invoice].flatMap((own) => own ?? []))).toEqual([
      [expect.stringMatching(/^Calls on Pro in .* counted after its invoice$/), 200, 10],
    ]);
  });

  test("costs nothing where the month's price includes it, and nothing of the next month", async () => {
    const person = await subscriber("early");
    const { customerId } = await person.customer();
    const period = `${now().toISOString().slice(0, 7)}-01`;
    await person.use(30_000);
    await tellUsage(services, now());
    stripe.advance(32 * 86_400);
    await person.use(45_000, period);
    await tellUsage(services, now());
    expect(held(customerId)).toBe(30_000);
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 15_000, isLate: true, state: "sent" });
    const items = [...stripe.store.tables.invoiceitem.values()];
    expect(items.filter(({ customer }) => customer === customerId)).toEqual([]);
  });
});
