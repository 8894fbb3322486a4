import { newId, plans } from "@patchops/contract";
import { expect, test } from "vitest";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import { planContent } from "./plan-content.ts";
import { storePlans } from "./system/store-plans.ts";

const { services } = await openTestServices();
const { system } = services.database;

/** The plan in force of a new organization with such a row. */
async function inForce(
  row: { plan: string } & Partial<{
    planVersion: number;
    allowsOverage: boolean;
    overageCapCents: number;
    planLimitedAt: string;
  }>,
  overrides: { field: string; value: unknown; endsAt?: string }[] = [],
) {
  const organizationId = newId();
  return services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("organizations")
      .values({ id: organizationId, name: "x", ...row })
      .execute();
    for (const { field, value, endsAt = null } of overrides) {
      await trx
        .insertInto("planOverrides")
        .values({ organizationId, field, value: JSON.stringify(value), reason: "a test", endsAt })
        .execute();
    }
    const read = await trx
      .selectFrom("organizations")
      .select(["plan", planTerms().as("planTerms")])
      .executeTakeFirstOrThrow();
    return planOf(services, read);
  });
}

test("a plan that changed becomes a version, once for all nodes; who had the one before keeps it", async () => {
  const { execution, ...older } = { ...plans.pro, callsPerMonth: 40_000 };
  await system
    .insertInto("plans")
    .values({ id: "pro", version: 1, contentHash: "older", content: JSON.stringify(older) })
    .execute();
  await Promise.all([storePlans(services.database), storePlans(services.database)]);
  await storePlans(services.database);
  const rows = await system.selectFrom("plans").select(["id", "version", "contentHash"]).execute();
  expect(rows).toHaveLength(Object.keys(plans).length + 1);
  expect(rows).toContainEqual({
    id: "pro",
    version: 2,
    contentHash: planContent(plans.pro).contentHash,
  });
  expect(await inForce({ plan: "pro", planVersion: 1 })).toMatchObject({
    ...{ id: "pro", version: 1, callsPerMonth: 40_000 },
    // What that version did not say yet.
    execution,
  });
  expect(await inForce({ plan: "pro" })).toMatchObject({ version: null, callsPerMonth: 50_000 });
});

test("what the operator set holds until its time is over; what is no field any more changes nothing", async () => {
  const plan = await inForce({ plan: "free" }, [
    { field: "callsPerMonth", value: 7 },
    { field: "members", value: null },
    { field: "execution.memoryMb", value: 512 },
    { field: "keepDays.runs", value: 5, endsAt: "2100-01-01T00:00:00Z" },
    { field: "connections", value: 1, endsAt: "2020-01-01T00:00:00Z" },
    { field: "gone", value: 1 },
  ]);
  expect(plan).toMatchObject({
    ...{ callsPerMonth: 7, members: null, connections: plans.free.connections },
    execution: { ...plans.free.execution, memoryMb: 512 },
    keepDays: { ...plans.free.keepDays, runs: 5 },
  });
  expect(plan).not.toHaveProperty("gone");
});

test("a cap is as many calls as cost no more, to the call; without overage, a price or a payment it is none", async () => {
  const { cents, calls } = plans.pro.price.overage;
  const capped = async (overageCapCents: number) =>
    (await inForce({ plan: "pro", allowsOverage: true, overageCapCents })).overageCalls;
  expect(await capped(cents)).toBe(calls);
  expect(await capped(1)).toBe(Math.floor(calls / cents));
  expect(await capped(0)).toBe(0);
  expect((await inForce({ plan: "pro", allowsOverage: true })).overageCalls).toBeNull();
  expect((await inForce({ plan: "pro", overageCapCents: 500 })).overageCalls).toBe(0);
  expect((await inForce({ plan: "free", allowsOverage: true })).overageCalls).toBe(0);
  expect((await inForce({ plan: "enterprise" })).overageCalls).toBeNull();
  const lapsed = { planLimitedAt: new Date().toISOString(), allowsOverage: true };
  expect(await inForce({ plan: "team", ...lapsed })).toMatchObject({
    ...{ id: "team", name: "Team", isLimited: true, overageCalls: 0 },
    callsPerMonth: plans.free.callsPerMonth,
  });
});

test("a plan that is in no table counts as the instance's", async () => {
  const pro = withParts(services, { settings: testSettings({ defaultPlan: "pro" }) });
  const gone = { plan: "gone", planTerms: null };
  expect(planOf(pro, gone)).toMatchObject({ id: "pro" });
  expect(planOf(services, gone)).toMatchObject({ id: "self_hosted", overageCalls: 0 });
});
