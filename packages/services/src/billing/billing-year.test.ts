import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openBilling } from "../testing/open-billing.ts";
import { testPerson } from "../testing/people.ts";
import { permuteWebhooks } from "../testing/permute-webhooks.ts";
import { checkInvoices, simulateBilling } from "../testing/simulate-billing.ts";
import {
  changePlan,
  listInvoices,
  planOverview,
  refreshBilling,
  startCheckout,
  syncStripePlans,
  tellUsage,
} from "./index.ts";

const billing = await openBilling();

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2027, 0, 2, 9) });
  const { context } = await testPerson(billing.services, "operator");
  await syncStripePlans({ ...context, actor: { ...context.actor, isInstanceAdmin: true } }, {});
});
afterAll(() => {
  vi.useRealTimers();
});

test("what was used before a greater plan is charged at the price of then", async () => {
  const { services, stripe } = billing;
  const { context, organizationId } = await testPerson(services, "noor");
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("organizations").set({ allowsOverage: true }).execute(),
  );
  await startCheckout(context, { plan: "pro" }, new Date());
  stripe.payCheckout([...stripe.store.tables["checkout.session"].keys()].at(-1) ?? "");
  const { subscription } = await refreshBilling(context);
  const moment = Date.parse(subscription?.trialEndsAt ?? "") + 86_400_000;
  vi.setSystemTime(moment);
  stripe.advance(0);
  await refreshBilling(context);
  await services.database.system
    .insertInto("usagePeriods")
    .values({
      organizationId,
      period: `${new Date().toISOString().slice(0, 7)}-01`,
      meter: "calls",
      used: 50_700,
    })
    .execute();
  stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "status", status: 503, times: 1 });
  await expect(changePlan(context, { plan: "team" })).rejects.toMatchObject({ code: "unavailable" });
  // Told again once its pause is over.
  vi.setSystemTime(moment + 60_000);
  await changePlan(context, { plan: "team" });
  const [invoice] = await listInvoices(context, {});
  const usage = invoice?.lines.filter(({ kind }) => kind === "usage") ?? [];
  // 700 beyond the 50,000 of Pro, at 50 cents for 1,000.
  expect(usage.map(({ quantity, amount }) => [quantity, amount])).toEqual([
    [50_000, 0],
    [700, 35],
  ]);
});

test("a limit that was agreed on holds anew for a greater plan, and what is beyond it is charged there", async () => {
  const { services, stripe } = billing;
  const { context, organizationId } = await testPerson(services, "agreed");
  const use = (used: number) =>
    services.database.system
      .insertInto("usagePeriods")
      .values({ organizationId, period: `${new Date().toISOString().slice(0, 7)}-01`, meter: "calls", used })
      .onConflict((conflict) => conflict.columns(["organizationId", "period", "meter"]).doUpdateSet({ used }))
      .execute();
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx.updateTable("organizations").set({ allowsOverage: true }).execute();
    await trx
      .insertInto("planOverrides")
      .values({ organizationId, field: "callsPerMonth", value: "60000", reason: "agreed" })
      .execute();
  });
  await startCheckout(context, { plan: "pro" }, new Date());
  stripe.payCheckout([...stripe.store.tables["checkout.session"].keys()].at(-1) ?? "");
  const { subscription } = await refreshBilling(context);
  vi.setSystemTime(Date.parse(subscription?.trialEndsAt ?? "") + 86_400_000);
  stripe.advance(0);
  await refreshBilling(context);
  // Below the limit nothing more is told than the price includes: how far was counted is known all the same.
  await use(55_000);
  await tellUsage(services);
  await use(70_000);
  await changePlan(context, { plan: "team" });
  vi.setSystemTime(Date.now() + 86_400_000);
  for (const used of [120_000, 140_000]) {
    await use(used);
    await tellUsage(services);
  }
  expect((await planOverview(context)).overage).toMatchObject({ used: 10_000, usedCents: 300 });
  vi.setSystemTime(Date.now() + 32 * 86_400_000);
  stripe.advance(0);
  await refreshBilling(context);
  const lines = (await listInvoices(context, {})).flatMap((invoice) => invoice.lines);
  const usage = lines.filter(({ kind }) => kind === "usage");
  expect(usage.map(({ description, quantity, amount }) => [description, quantity, amount])).toEqual([
    ["Calls on Team", 500_000, 0],
    ["Calls on Team", 10_000, 300],
    ["Calls on Pro", 50_000, 0],
    ["Calls on Pro", 10_000, 500],
  ]);
});

// Both in short; `pnpm test:long billing` has a year of 20 organizations, and 1,000 orders.
test("every invoice is what was used, to the unit, whatever goes wrong on the way", async () => {
  const simulated = await simulateBilling(billing, { seed: 8, organizations: 2, months: 2, everyDays: 13 });
  const checked = await checkInvoices(billing, simulated);
  expect(checked.differences).toEqual([]);
  expect(checked.usageLines).toBeGreaterThan(0);
  expect(checked.lateUnits).toBeGreaterThan(0);
});

test("webhooks lead to the same state in every order", async () => {
  const { states, events } = await permuteWebhooks(billing, { seed: 8, permutations: 2 });
  expect(events).toBeGreaterThan(10);
  expect(states).toEqual([expect.stringContaining('"status":"past_due"')]);
});
