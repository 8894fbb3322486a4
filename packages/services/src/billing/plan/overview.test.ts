import { type PlanId, plans } from "@patchops/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSnapshots } from "../../connection/index.ts";
import { planOf } from "../../plan-of.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { auditEntries, type TestPerson, testMember, testPerson } from "../../testing/people.ts";
import { periodOf } from "../../usage/index.ts";
import { openUsageServices } from "../../usage/test-usage.ts";
import { openStripe, planOffers, planOverview, revenue, setOverage, storePlans } from "../index.ts";

const opened = await openUsageServices();
const snapshots = await openSnapshots(opened.services.database);
const unbilled = withParts(opened.services, { snapshots });
const stripe = await openStripe({
  secretKey: "sk_test_x",
  webhookSecret: "whsec_x",
  apiBase: "http://127.0.0.1:1",
});
const services = withParts(unbilled, { stripe });
const { system } = services.database;
afterAll(() => snapshots.close());

let ann: TestPerson;
beforeAll(async () => {
  // The first one operates the instance.
  await testPerson(services, "operator");
  ann = await testPerson(services, "ann");
});

async function give(plan: PlanId, calls: number): Promise<void> {
  const { organizationId } = ann;
  await snapshots.change(organizationId, (trx) =>
    trx.updateTable("organizations").set({ plan }).where("id", "=", organizationId).execute(),
  );
  await system.deleteFrom("usagePeriods").execute();
  await system
    .insertInto("usagePeriods")
    .values({ organizationId, period: periodOf(new Date()).period, meter: "calls", used: calls })
    .execute();
}

test("overage needs a plan with a price, a payment provider and a subscription that is paid for; owners alone switch it", async () => {
  const on = { isOn: true, capCents: 500 };
  const mia = await testMember(services, ann, "mia", "admin");
  await expect(setOverage(mia.context, on)).rejects.toMatchObject({ code: "forbidden" });
  await give("free", 0);
  await expect(setOverage(ann.context, on)).rejects.toMatchObject({ code: "conflict" });
  await give("pro", 0);
  const here = { ...ann.context, services: unbilled };
  await expect(setOverage(here, on)).rejects.toMatchObject({ code: "billing_not_set_up" });
  await expect(setOverage(ann.context, on)).rejects.toMatchObject({ code: "conflict" });
  const now = new Date().toISOString();
  await system
    .insertInto("billingSubscriptions")
    .values({
      ...{ organizationId: ann.organizationId, id: "sub_1", status: "active", planId: "pro", planVersion: 1 },
      ...{ interval: "month", startedAt: now, periodStart: now, periodEnd: now, fetchedAt: now },
    })
    .execute();
  // What nobody pays for has an end.
  await system.updateTable("billingSubscriptions").set({ status: "trialing" }).execute();
  await expect(setOverage(ann.context, on)).rejects.toMatchObject({ code: "conflict" });
  await system.updateTable("billingSubscriptions").set({ status: "active" }).execute();
  await setOverage(ann.context, on);
  expect(planOf(services, await snapshots.get(ann.organizationId)).overageCalls).toBe(10_000);
  expect((await auditEntries(services, ann.organizationId)).at(-1)).toMatchObject({
    action: "billing.set_overage",
    before: { allowsOverage: false, overageCapCents: null },
    after: { allowsOverage: true, overageCapCents: 500 },
  });
});

test("the overview says what is used, what calls beyond the plan cost so far, and how long records are kept", async () => {
  await give("pro", 50_030);
  expect(await planOverview(ann.context)).toMatchObject({
    ...{ id: "pro", version: null, isLimited: false, used: { calls: 50_030, executions: 0 } },
    overage: { isOn: true, capCents: 500, callsAllowed: 10_000, used: 30, usedCents: 2 },
    keepDays: { calls: 90, runs: 90, runLogs: 30, payloads: 7 },
  });
});

test("what calls beyond the plan cost so far leaves out what an invoice of this month has charged, and what a trial had", async () => {
  const { organizationId } = ann;
  const { period } = periodOf(new Date());
  const start = `${period}T00:00:00.000Z`;
  await give("pro", 50_130);
  await system.updateTable("billingSubscriptions").set({ startedAt: start }).execute();
  await system
    .insertInto("meterOutbox")
    .values({
      ...{ organizationId, meter: "calls", hour: start, sequence: 1, period, customerId: "cus_1" },
      ...{ delta: 50_100, identifier: "calls-1", at: start, state: "sent", nextAt: start },
      ...{ firstTriedAt: start, sentAt: start, lastError: null, used: 50_100 },
      ...{ subscriptionId: "sub_1", planId: "pro", planVersion: 1 },
    })
    .execute();
  const overage = async () => (await planOverview(ann.context)).overage;
  expect(await overage()).toMatchObject({ used: 130, usedCents: 7, freeCalls: 0 });
  // Stripe was told of 100 beyond the plan while overage was on.
  await storePlans(services.database);
  await setOverage(ann.context, { isOn: false, capCents: null });
  expect(await overage()).toMatchObject({ isOn: false, used: 100, usedCents: 5, callsAllowed: 0 });
  await setOverage(ann.context, { isOn: true, capCents: 500 });
  await system.updateTable("billingSubscriptions").set({ planVersion: 2 }).execute();
  // The price begins anew with a change of the plan, as do the calls that it includes.
  expect(await overage()).toMatchObject({ used: 0, usedCents: 0, freeCalls: 49_970 });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  await system.updateTable("billingSubscriptions").set({ trialEndsAt: tomorrow }).execute();
  expect(await overage()).toMatchObject({ used: 0, usedCents: 0, freeCalls: 50_000 });
  await system.updateTable("billingSubscriptions").set({ trialEndsAt: null, planVersion: 1 }).execute();
});

test("each plan is priced by the last 30 days, and says what there is too much of", async () => {
  const { organizationId } = ann;
  await system
    .insertInto("usageHours")
    .values({
      ...{ organizationId, hour: new Date().toISOString(), calls: 51_000, failures: 0, executions: 200 },
      latency: [],
    })
    .execute();
  await system
    .insertInto("planOverrides")
    .values({ organizationId, field: "members", value: "1", reason: "x" })
    .execute();
  for (const name of ["bo", "cy", "di"]) await testMember(services, ann, name, "member");
  const offers = await planOffers(ann.context);
  const of = (id: PlanId) => offers.find((offer) => offer.id === id);
  expect(of("pro")).toMatchObject({ isCurrent: true, last30Days: { cents: 2_050, overageCalls: 1_000 } });
  expect(of("team")).toMatchObject({ isCurrent: false, last30Days: { cents: 10_000, overageCalls: 0 } });
  expect(of("free")).toMatchObject({
    last30Days: { cents: 0, refusedCalls: 50_000, refusedRuns: 100 },
    over: [{ of: "members", taken: 5, limit: plans.free.members }],
  });
});

test("revenue is what subscriptions come to a month, in whole cents, with what was paid and is owed; instance admins alone see it", async () => {
  await storePlans(services.database);
  const { organizationId } = ann;
  const now = new Date().toISOString();
  const period = { periodStart: now, periodEnd: now, startedAt: now, fetchedAt: now };
  const year = { status: "active", planId: "team", planVersion: 1, interval: "year" } as const;
  const trial = { status: "trialing", planId: "pro", planVersion: 1, interval: "month" } as const;
  await system
    .insertInto("billingSubscriptions")
    .values([
      { organizationId, id: "sub_2", ...year, ...period },
      { organizationId, id: "sub_3", ...trial, ...period },
      { organizationId, id: "sub_4", ...trial, status: "unpaid", ...period },
    ])
    .execute();
  const invoice = {
    ...{ organizationId, number: null, status: "paid", currency: "usd", subtotal: 1, tax: 0, total: 1 },
    ...{ amountDue: 1, amountRemaining: 0, attempts: 1, periodStart: now, periodEnd: now, createdAt: now },
    ...{ nextAttemptAt: null, pdfUrl: null, hostedUrl: null, lines: JSON.stringify([]), fetchedAt: now },
  };
  const today = new Date();
  const months = [0, 2, 12].map((back) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back)).toISOString(),
  );
  await system
    .insertInto("billingInvoices")
    .values(
      months.map((paidAt, index) => ({
        ...invoice,
        id: `in_of_${index}`,
        paidAt,
        amountPaid: 1_000 + index,
      })),
    )
    .execute();
  await expect(revenue(ann.context)).rejects.toMatchObject({ code: "forbidden" });
  const admin = { ...ann.context, actor: { ...ann.context.actor, isInstanceAdmin: true } };
  // Twice 20 of a month, once unpaid, and a twelfth of 1,000.
  const answer = await revenue(admin);
  expect(answer).toMatchObject({
    ...{ isSetUp: true, monthlyCents: 4_000 + 8_333, paying: 2, trialing: 1, pastDue: 1 },
    ...{ paidCents: 1_000, openCents: 0, openInvoices: 0, creditedCents: 0 },
  });
  expect(answer.months).toHaveLength(12);
  expect(answer.months.filter(({ paidCents }) => paidCents > 0)).toEqual([
    { month: months[1]?.slice(0, 7), paidCents: 1_001 },
    { month: months[0]?.slice(0, 7), paidCents: 1_000 },
  ]);
});
