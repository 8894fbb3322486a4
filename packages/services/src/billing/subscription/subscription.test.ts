import { AppError, type ErrorCode, newId } from "@patchops/contract";
import { describe, expect, test } from "vitest";
import { billAMonth } from "../../testing/bill-a-month.ts";
import { openSubscribers } from "../../testing/open-subscribers.ts";
import { openTestServices } from "../../testing/open-test-services.ts";
import { auditActions, testMember, testPerson } from "../../testing/people.ts";
import {
  billingState,
  cancelSubscription,
  changePlan,
  closeBilling,
  endGraces,
  getInvoice,
  listInvoices,
  openPortal,
  receiveStripeEvent,
  reconcileStripe,
  refreshBilling,
  resumeSubscription,
  startCheckout,
  syncStripePlans,
  tellUsage,
} from "../index.ts";
import { requireStripe } from "../stripe/require-stripe.ts";

const billing = await openSubscribers();
const { services, stripe, now, hear, sign, operator, admin, keptOf, held, subscriber, payOpenSession } =
  billing;
const { database } = services;
const hourMs = 3_600_000;

const refusal = (code: ErrorCode) => expect.objectContaining({ name: "AppError", code });

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

describe("a subscription", () => {
  test("begins at Checkout with a trial to a month's end, and gives the plan in its version", async () => {
    const person = await testPerson(services, "ada");
    const { organization, use, outbox } = keptOf(person);
    await use(40);
    await startCheckout(person.context, { plan: "pro" }, now());
    const page = await startCheckout(person.context, { plan: "pro", interval: "month" }, now());
    expect(page.url).toContain(stripe.url);
    payOpenSession();
    // Nobody has heard of it yet: no second one begins.
    await expect(startCheckout(person.context, { plan: "team" }, now())).rejects.toEqual(refusal("conflict"));
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
  });

  test("is paid for at Stripe's portal, by owners, who come back to the billing page", async () => {
    const never = await testPerson(services, "never");
    await expect(openPortal(never.context)).rejects.toEqual(refusal("conflict"));
    const person = await subscriber("portal");
    const { customerId } = await person.customer();
    const { context } = await testMember(services, person, "portal-admin", "admin");
    await expect(openPortal(context)).rejects.toEqual(refusal("forbidden"));
    const { url } = await openPortal(person.context);
    const session = [...stripe.store.tables["billing_portal.session"].values()].at(-1);
    expect(session).toMatchObject({
      ...{ url, customer: customerId },
      return_url: `${services.settings.publicUrl}/billing`,
    });
    // Plans are changed by us, who ask first what is in the way.
    const configuration = stripe.store.tables["billing_portal.configuration"].get(
      String(session?.configuration),
    );
    expect(configuration?.features).toMatchObject({
      subscription_update: { enabled: false },
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
    });
    expect(await auditActions(services, person.organizationId)).toContain("billing.open_portal");
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
    // Who wants to go is never kept.
    expect((await cancelSubscription(person.context)).subscription?.cancelAt).not.toBeNull();
    await resumeSubscription(person.context);
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
    // A card that does not pay for more changes nothing of it.
    const { customerId } = await person.customer();
    const cards = [...stripe.store.tables.payment_method.values()].filter(
      ({ customer }) => customer === customerId,
    );
    for (const { card } of cards) if (card) card.last4 = "0341";
    await expect(changePlan(person.context, { plan: "enterprise" })).rejects.toEqual(
      refusal("payment_failed"),
    );
    expect((await refreshBilling(person.context)).subscription).toMatchObject({
      ...{ plan: "team", next: { plan: "pro", interval: "month" } },
    });
    for (const { card } of cards) if (card) card.last4 = "4242";
    expect((await resumeSubscription(person.context)).subscription).toMatchObject({
      ...{ plan: "team", next: null },
    });
    await changePlan(person.context, { plan: "pro" });
    await changePlan(person.context, { plan: "team" });
    expect((await billingState(person.context)).subscription?.next).toBeNull();
    await expect(changePlan(person.context, { plan: "team" })).rejects.toEqual(refusal("conflict"));
    await changePlan(person.context, { plan: "pro", interval: "year" });
    stripe.advance(32 * 86_400);
    await hear();
    const later = await billingState(person.context);
    expect(later.subscription).toMatchObject({ plan: "pro", interval: "year", next: null });
    expect(await person.organization()).toMatchObject({ plan: "pro" });
    await cancelSubscription(person.context);
    expect((await resumeSubscription(person.context)).subscription?.cancelAt).toBeNull();
    await expect(resumeSubscription(person.context)).rejects.toEqual(refusal("conflict"));
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
