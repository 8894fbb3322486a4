import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { syncStripePlans } from "../billing/index.ts";
import { openBilling } from "./open-billing.ts";
import { testPerson } from "./people.ts";
import { permuteWebhooks } from "./permute-webhooks.ts";
import { checkInvoices, simulateBilling } from "./simulate-billing.ts";

const billing = await openBilling();
const seed = Date.now() % 1_000_000;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2027, 0, 2, 9) });
  const { context } = await testPerson(billing.services, "operator");
  await syncStripePlans({ ...context, actor: { ...context.actor, isInstanceAdmin: true } }, {});
});
afterAll(() => {
  vi.useRealTimers();
});

test(`a year of 20 organizations: every invoice is what was used, to the unit (seed ${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const simulated = await simulateBilling(billing, { seed, organizations: 20, months: 12, everyDays: 6 });
  const { differences, ...counts } = await checkInvoices(billing, simulated);
  process.stdout.write(`${JSON.stringify({ ...counts, ...Object.fromEntries(simulated.done) })}\n`);
  expect(differences).toEqual([]);
  expect(counts.usageLines).toBeGreaterThan(100);
});

test(`webhooks lead to the same state in 1,000 orders (seed ${seed})`, { timeout: 3_600_000 }, async () => {
  const { states } = await permuteWebhooks(billing, { seed, permutations: 1000 });
  expect(states).toEqual([expect.stringContaining('"status":"past_due"')]);
});
