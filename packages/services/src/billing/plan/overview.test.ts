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

test("overage needs a plan with a price, a payment provider and a subscription; owners alone switch it", async () => {
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
    ])
    .execute();
  await expect(revenue(ann.context)).rejects.toMatchObject({ code: "forbidden" });
  const admin = { ...ann.context, actor: { ...ann.context.actor, isInstanceAdmin: true } };
  // 20 of a month, and a twelfth of 1,000.
  expect(await revenue(admin)).toMatchObject({
    ...{ isSetUp: true, monthlyCents: 2_000 + 8_333, paying: 2, trialing: 1, pastDue: 0 },
    ...{ paidCents: 0, openCents: 0, openInvoices: 0, creditedCents: 0 },
  });
});
