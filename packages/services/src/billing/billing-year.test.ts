import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openBilling } from "../testing/open-billing.ts";
import { testPerson } from "../testing/people.ts";
import { permuteWebhooks } from "../testing/permute-webhooks.ts";
import { checkInvoices, simulateBilling } from "../testing/simulate-billing.ts";
import { changePlan, listInvoices, refreshBilling, startCheckout, syncStripePlans } from "./index.ts";

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

// Both in short; `pnpm test:long billing` has a year of 20 organizations, and 1,000 orders.
test("every invoice is what was used, to the unit, whatever goes wrong on the way", async () => {
  const simulated = await simulateBilling(billing, { seed: 8, organizations: 2, months: 2, everyDays: 13 });
  const checked = await checkInvoices(billing, simulated);
  expect(checked.differences).toEqual([]);
  expect(checked.usageLines).toBeGreaterThan(0);
});

test("webhooks lead to the same state in every order", async () => {
  const { states, events } = await permuteWebhooks(billing, { seed: 8, permutations: 2 });
  expect(events).toBeGreaterThan(10);
  expect(states).toEqual([expect.stringContaining('"status":"past_due"')]);
});
