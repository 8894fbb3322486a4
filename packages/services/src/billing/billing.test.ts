import { AppError, type ErrorCode, newId } from "@patchops/contract";
import { thinEvent } from "@patchops/testing";
import { describe, expect, test } from "vitest";
import { billAMonth } from "../testing/bill-a-month.ts";
import { openBilling } from "../testing/open-billing.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { auditActions, type TestPerson, testMember, testPerson } from "../testing/people.ts";
import {
  billingState,
  cancelSubscription,
  changePlan,
  closeBilling,
  endGraces,
  getInvoice,
  listInvoices,
  listStripeEventsAsOperator,
  listStuckUsage,
  openPortal,
  receiveStripeEvent,
  reconcileStripe,
  refreshBilling,
  resumeSubscription,
  sendCredits,
  settleUsage,
  startCheckout,
  syncStripePlans,
  tellUsage,
} from "./index.ts";
import { requireStripe } from "./stripe/require-stripe.ts";

const billing = await openBilling();
const { services, stripe, now, hear, sign } = billing;
const { database } = services;
const hourMs = 3_600_000;

const refusal = (code: ErrorCode) => expect.objectContaining({ name: "AppError", code });

/** The instance's admin, who came first. */
const operator = await testPerson(services, "operator");
await database.system
  .updateTable("users")
  .set({ isInstanceAdmin: true })
  .where("id", "=", operator.userId)
  .execute();
const admin = { ...operator.context, actor: { ...operator.context.actor, isInstanceAdmin: true } };
await syncStripePlans(admin, {});

function withOrganization(person: TestPerson) {
  const { organizationId } = person;
  return {
    customer: () =>
      database.withOrganization(organizationId, (trx) =>
        trx.selectFrom("billingCustomers").selectAll().executeTakeFirstOrThrow(),
      ),
    organization: () =>
      database.withOrganization(organizationId, (trx) =>
        trx.selectFrom("organizations").selectAll().executeTakeFirstOrThrow(),
      ),
    outbox: () =>
      database.withOrganization(organizationId, (trx) =>
        trx.selectFrom("meterOutbox").selectAll().orderBy("createdAt").orderBy("sequence").execute(),
      ),
    /** Sets what counts against the plan this month. */
    use: (used: number) =>
      database.system
        .insertInto("usagePeriods")
        .values({ organizationId, period: `${now().toISOString().slice(0, 7)}-01`, meter: "calls", used })
        .onConflict((conflict) =>
          conflict.columns(["organizationId", "period", "meter"]).doUpdateSet({ used }),
        )
        .execute(),
  };
}

/** What Stripe's meter has been told of a customer. */
const held = (customerId: string) =>
  stripe.store.meterEventsOf("patchops_calls", customerId).reduce((sum, { value }) => sum + value, 0);

/** Somebody who pays for Pro, past the trial. */
async function subscriber(name: string): Promise<TestPerson & ReturnType<typeof withOrganization>> {
  const person = await testPerson(services, name);
  await startCheckout(person.context, { plan: "pro" }, now());
  payOpenSession();
  await hear();
  const found = withOrganization(person);
  const { customerId } = await found.customer();
  const subscription = [...stripe.store.tables.subscription.values()].find(
    ({ customer }) => customer === customerId,
  );
  stripe.advance((subscription?.trial_end ?? 0) - stripe.store.now() + 2 * 3_600);
  await hear();
  return { ...person, ...found };
}

function payOpenSession(): void {
  const session = [...stripe.store.tables["checkout.session"].values()].find(
    ({ status }) => status === "open",
  );
  expect(stripe.payCheckout(session?.id ?? "").isPaid).toBe(true);
}

describe("an instance without Stripe", () => {
  test("says so, and has plans all the same", async () => {
    const plain = await openTestServices();
    const { context } = await testPerson(plain.services, "plain");
    expect(await billingState(context)).toMatchObject({
      isSetUp: false,
      subscription: null,
      payment: "none",
    });
    expect(await refreshBilling(context)).toMatchObject({ isSetUp: false });
    await expect(startCheckout(context, { plan: "pro" })).rejects.toEqual(refusal("billing_not_set_up"));
    await expect(openPortal(context)).rejects.toEqual(refusal("billing_not_set_up"));
    await expect(receiveStripeEvent(plain.services, sign({}))).rejects.toEqual(refusal("billing_not_set_up"));
    await tellUsage(plain.services);
    await reconcileStripe(plain.services);
  });
});

describe("plans at Stripe", () => {
  test("are made once, and a dry run makes nothing", async () => {
    const requests = stripe.requests.length;
    const again = await syncStripePlans(admin, { isDryRun: true });
    expect(again.every(({ action, id }) => action === "keep" && id !== null)).toBe(true);
    expect(again.filter(({ kind }) => kind === "price").map(({ name }) => name)).toContain(
      "patchops_pro_v1_calls",
    );
    expect(stripe.requests.slice(requests).filter((request) => request.startsWith("POST"))).toEqual([]);
    expect(await auditActions(services, operator.organizationId)).toContain("stripe.sync");
  });

  test("are for instance admins to make", async () => {
    const { context } = await testPerson(services, "curious");
    await expect(syncStripePlans(context, {})).rejects.toEqual(refusal("forbidden"));
  });
});

describe("S37: what comes to Stripe's webhook", () => {
  const event = {
    id: "evt_forged",
    object: "event",
    type: "invoice.paid",
    created: 1,
    data: { object: { id: "in_1" } },
  };
  const seconds = () => Math.floor(Date.now() / 1_000);

  test.for([
    ["without a signature", () => ({ ...sign(event), signature: undefined })],
    ["with another's", () => ({ ...sign(event), signature: sign({ other: true }).signature })],
    ["with a changed byte", () => ({ ...sign(event), body: `${sign(event).body} ` })],
    ["signed 301 s ago", () => sign(event, seconds() - 301)],
    ["signed in the future", () => sign(event, seconds() + 302)],
    ["that is no event", () => sign({ hello: "world" })],
  ] as const)("is refused %s", async ([, forged]) => {
    await expect(receiveStripeEvent(services, forged())).rejects.toEqual(refusal("invalid_input"));
    expect(await listStripeEventsAsOperator(services, {})).not.toContainEqual(
      expect.objectContaining({ id: "evt_forged" }),
    );
  });
});

describe("a subscription", () => {
  test("begins at Checkout with a trial to a month's end, and gives the plan in its version", async () => {
    const person = await testPerson(services, "ada");
    const { organization, use, outbox } = withOrganization(person);
    await use(40);
    await startCheckout(person.context, { plan: "pro" }, now());
    const page = await startCheckout(person.context, { plan: "pro", interval: "month" }, now());
    expect(page.url).toContain(stripe.url);
    payOpenSession();
    // Whichever comes first, and however often.
    await hear((events) => [...events].reverse().flatMap((event) => [event, event]));
    const state = await billingState(person.context);
    expect(state).toMatchObject({ plan: "pro", payment: "ok", hasTrial: false, isSetUp: true });
    expect(state.subscription).toMatchObject({
      status: "trialing",
      plan: "pro",
      planVersion: 1,
      interval: "month",
    });
    expect(state.subscription?.trialEndsAt).toMatch(/-01T00:00:00.000Z$/);
    expect(await organization()).toMatchObject({ plan: "pro", planVersion: 1 });
    expect((await outbox()).map(({ delta, state }) => ({ delta, state }))).toEqual([
      { delta: 40, state: "unbilled" },
    ]);
    const actions = await auditActions(services, person.organizationId);
    expect(actions.filter((action) => action === "billing.plan_changed")).toHaveLength(1);
    await expect(startCheckout(person.context, { plan: "team" }, now())).rejects.toEqual(refusal("conflict"));
    expect((await openPortal(person.context)).url).toContain("http");
  });

  test("is for owners to begin and change", async () => {
    const owner = await testPerson(services, "owner");
    const { context } = await testMember(services, owner, "helper", "admin");
    await expect(startCheckout(context, { plan: "pro" })).rejects.toEqual(refusal("forbidden"));
    await expect(changePlan(context, { plan: "pro" })).rejects.toEqual(refusal("forbidden"));
    await expect(cancelSubscription(context)).rejects.toEqual(refusal("forbidden"));
    expect(await listInvoices(context, {})).toEqual([]);
  });

  test("takes more at once, gives it up at its end, and says of less what is in the way", async () => {
    const person = await subscriber("grace");
    const before = await listInvoices(person.context, {});
    expect(await changePlan(person.context, { plan: "team" })).toMatchObject({ isImmediate: true });
    await hear();
    expect(await person.organization()).toMatchObject({ plan: "team" });
    const invoices = await listInvoices(person.context, {});
    expect(invoices.length).toBe(before.length + 1);
    const [newest] = invoices;
    expect(await getInvoice(person.context, { id: newest?.id ?? "" })).toEqual(newest);
    await database.system.transaction().execute(async (trx) => {
      for (let number = 0; number < 21; number += 1) {
        const userId = newId();
        await trx
          .insertInto("users")
          .values({ id: userId, email: `${userId}@example.com`, name: null, passwordHash: null })
          .execute();
        await trx
          .insertInto("members")
          .values({ organizationId: person.organizationId, userId, role: "member" })
          .execute();
      }
    });
    await expect(changePlan(person.context, { plan: "pro" })).rejects.toMatchObject({
      code: "conflict",
      details: { over: [{ of: "members", taken: 22, limit: 20 }] },
    });
    await database.system
      .deleteFrom("members")
      .where("organizationId", "=", person.organizationId)
      .where("role", "=", "member")
      .execute();
    // Less holds from the next period on, and until then it can be taken back.
    expect(await changePlan(person.context, { plan: "pro" })).toMatchObject({ isImmediate: false });
    expect((await billingState(person.context)).subscription).toMatchObject({
      plan: "team",
      next: { plan: "pro", interval: "month" },
    });
    await changePlan(person.context, { plan: "team" });
    expect((await billingState(person.context)).subscription?.next).toBeNull();
    await expect(changePlan(person.context, { plan: "team" })).rejects.toEqual(refusal("conflict"));
    await changePlan(person.context, { plan: "pro", interval: "year" });
    stripe.advance(32 * 86_400);
    await hear();
    const later = await billingState(person.context);
    expect(later.subscription).toMatchObject({ plan: "pro", interval: "year", next: null });
    expect(await person.organization()).toMatchObject({ plan: "pro" });
    expect((await cancelSubscription(person.context)).subscription?.cancelAt).not.toBeNull();
    expect((await resumeSubscription(person.context)).subscription?.cancelAt).toBeNull();
    await expect(resumeSubscription(person.context)).rejects.toEqual(refusal("conflict"));
  });
});

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

describe("a payment that fails", () => {
  test("has grace, then the limits of Free, then everything back", async () => {
    const person = await subscriber("joan");
    const { customerId } = await person.customer();
    await database.system
      .updateTable("users")
      .set({ emailVerifiedAt: now().toISOString() })
      .where("id", "=", person.userId)
      .execute();
    const subscription = [...stripe.store.tables.subscription.values()].find(
      ({ customer }) => customer === customerId,
    );
    const methods = [...stripe.store.tables.payment_method.values()].filter(
      ({ customer }) => customer === customerId,
    );
    for (const { card } of methods) if (card) card.last4 = "0341";
    stripe.advance(Number(subscription?.items.data[0]?.current_period_end) - stripe.store.now() + 2 * 3_600);
    await hear();
    const due = await billingState(person.context);
    expect(due).toMatchObject({ plan: "pro", payment: "due" });
    const graceEnds = Date.parse(due.graceEndsAt ?? "");
    await endGraces(services, new Date(graceEnds - 3 * 86_400_000));
    await endGraces(services, new Date(graceEnds - 86_400_000));
    expect(await billingState(person.context)).toMatchObject({ payment: "due" });
    await endGraces(services, new Date(graceEnds + 1));
    await endGraces(services, new Date(graceEnds + hourMs));
    expect(await billingState(person.context)).toMatchObject({ payment: "limited" });
    await expect(changePlan(person.context, { plan: "team" })).rejects.toEqual(refusal("conflict"));
    for (const { card } of methods) if (card) card.last4 = "4242";
    stripe.advance(8 * 86_400);
    await hear();
    expect(await billingState(person.context)).toMatchObject({ payment: "ok", pastDueSince: null });
    expect(await person.organization()).toMatchObject({ planLimitedAt: null });
    const mails = await database.system
      .selectFrom("mails")
      .select("kind")
      .where("recipient", "=", person.email)
      .where("kind", "like", "payment-%")
      .orderBy("id")
      .execute();
    expect(mails.map(({ kind }) => kind)).toEqual([
      "payment-failed",
      "payment-grace-ends",
      "payment-grace-ends",
      "payment-restored",
    ]);
    expect(await auditActions(services, person.organizationId)).toEqual(
      expect.arrayContaining(["billing.payment_failed", "billing.limited", "billing.payment_restored"]),
    );
  });
});

describe("what went wrong", () => {
  test("an event that never came is found at night; one that failed is tried again", async () => {
    const person = await testPerson(services, "hopper");
    await startCheckout(person.context, { plan: "pro" }, now());
    payOpenSession();
    expect((await reconcileStripe(services, new Date())).missed).toBeGreaterThan(0);
    stripe.faults.push({ on: "GET /v1/subscriptions", kind: "status", status: 400, times: 1 });
    await billing.work();
    expect(await billingState(person.context)).toMatchObject({ plan: "pro" });
    const events = await listStripeEventsAsOperator(services, { limit: 200 });
    expect(events.find(({ id }) => [...stripe.store.tables.event.keys()].at(-1) === id)).toMatchObject({
      processedAt: expect.any(String),
    });
    await hear();
  });

  test("thin events lead to the same", async () => {
    const person = await testPerson(services, "thin");
    await startCheckout(person.context, { plan: "pro" }, now());
    payOpenSession();
    await hear((events) => events.map((event) => thinEvent(event as Parameters<typeof thinEvent>[0])));
    expect(await billingState(person.context)).toMatchObject({ plan: "pro" });
  });

  test("a credit reaches Stripe once", async () => {
    const person = await subscriber("noether");
    const { customerId } = await person.customer();
    const id = newId();
    await database.withOrganization(person.organizationId, (trx) =>
      trx
        .insertInto("billingCredits")
        .values({
          organizationId: person.organizationId,
          id,
          kind: "credit",
          amountCents: 500,
          currency: "usd",
          reason: "an outage",
          invoiceId: null,
          createdBy: null,
          stripeId: null,
          lastError: null,
        })
        .execute(),
    );
    await sendCredits(services);
    await sendCredits(services);
    const sent = [...stripe.store.tables.customer_balance_transaction.values()].filter(
      ({ customer }) => customer === customerId,
    );
    expect(sent.map(({ amount }) => amount)).toEqual([-500]);
  });
});

test("an organization that ends is billed to the last unit, and cancelled", async () => {
  const person = await subscriber("last");
  const { organizationId } = person;
  const { customerId } = await person.customer();
  await person.use(50_100);
  await database.system
    .updateTable("organizations")
    .set({ allowsOverage: true })
    .where("id", "=", organizationId)
    .execute();
  const actor = { organizationId, kind: "system", id: null, address: null, requestId: null } as const;
  const { subscriptionId } = await closeBilling(services, organizationId, { actor, at: now() });
  expect(held(customerId)).toBe(50_100);
  expect(stripe.store.tables.subscription.get(subscriptionId ?? "")).toMatchObject({ status: "canceled" });
  stripe.advance(2 * 3_600);
  await hear();
  const [final] = await listInvoices(person.context, {});
  expect(
    final?.lines.filter(({ kind }) => kind === "usage").reduce((sum, { amount }) => sum + amount, 0),
  ).toBe(5);
  expect(final?.lines.find(({ kind }) => kind === "usage")?.path).toMatch(/^\/activity\?range=/);
  expect(final?.lines.filter(({ kind }) => kind === "usage")).toMatchObject([
    { description: "Calls on Pro", isIncluded: true },
    { description: "Calls on Pro", isIncluded: false, quantity: 100 },
  ]);
  expect(await closeBilling(services, organizationId, { actor, at: now() })).toEqual({
    subscriptionId: null,
  });
  expect(await auditActions(services, organizationId)).toContain("billing.close");
});

test("the errors of Stripe are ours when they reach a person", async () => {
  const { context } = await testPerson(services, "unlucky");
  stripe.faults.push({ on: "POST /v1/customers", kind: "status", status: 401, times: 1 });
  const error = await startCheckout(context, { plan: "pro" }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).message).not.toContain(stripe.secretKey);
});

test("a month beyond what is included is invoiced to the unit, as pnpm test:stripe has Stripe itself do", async () => {
  const { client } = requireStripe(services);
  const person = await testPerson(services, "payer");
  await billAMonth({ services, client, admin, person });
});
