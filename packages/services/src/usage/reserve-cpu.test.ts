import { newId, type Plan, plans } from "@patchops/contract";
import { expect, test } from "vitest";
import { periodOf } from "./period.ts";
import { reserveCpu } from "./reserve-cpu.ts";
import { testCall, testEnd } from "./test-meter.ts";
import { openUsageServices } from "./test-usage.ts";

const { services, meter } = await openUsageServices();
const plan: Plan = { ...plans.free, cpuSecondsPerMonth: 1 };

/** The month's CPU time: what is charged, and what of it runs hold. */
async function charged(organizationId: string) {
  const of = { organizationId, period: periodOf(new Date()).period };
  const { system } = services.database;
  const counter = system.selectFrom("usageQuotas").select("charged").where("meter", "=", "cpu_ms");
  const held = system
    .selectFrom("usageLeases")
    .select(({ fn }) => fn.sum<number | null>("units").as("units"));
  return {
    charged: (await counter.where((eb) => eb.and(of)).executeTakeFirst())?.charged,
    held: Number((await held.where((eb) => eb.and(of)).executeTakeFirst())?.units ?? 0),
  };
}

test("runs under way share what the month has; one that waits keeps what it used, one that ended becomes what it used", async () => {
  const organizationId = newId();
  const reserve = (rowId: string, wantedMs: number, usedMs = 0) =>
    reserveCpu(services, { organizationId, plan }, { rowId, usedMs, wantedMs });
  const run = () => {
    const dimensions = { kind: "execution", method: "execution", executionId: newId() } as const;
    return meter.begin(testCall(organizationId, dimensions));
  };
  const [first, second, third] = [run(), run(), run()];
  const both = await Promise.all([reserve(first.id, 700), reserve(second.id, 700)]);
  expect(both.toSorted()).toEqual([300, 700]);
  await expect(reserve(third.id, 1)).rejects.toMatchObject({
    code: "quota_exceeded",
    details: { meter: "cpu_ms", limit: 1 },
  });
  expect(await charged(organizationId)).toEqual({ charged: 1_000, held: 1_000 });

  const [large, small] = both[0] === 700 ? [first, second] : [second, first];
  expect(await reserve(large.id, 100.5, 100.5)).toBe(101);
  expect(await reserve(third.id, 5_000)).toBe(599);
  // It goes on with what is left by then, which is nothing.
  await expect(reserve(large.id, 700, 101)).rejects.toMatchObject({ code: "quota_exceeded" });
  await third.end(testEnd({ cpuMs: 9.2 }));
  await small.end(testEnd({ cpuMs: 300 }));
  expect(await reserve(large.id, 700, 101)).toBe(690);
  await large.end(testEnd({ cpuMs: 690 }));
  await meter.flush();
  expect(await charged(organizationId)).toEqual({ charged: 1_000, held: 0 });
});

test("a plan without a limit, or with a soft one, reserves nothing, and what it used counts when a limit comes", async () => {
  const organizationId = newId();
  const run = meter.begin(testCall(organizationId, { kind: "execution", method: "execution" }));
  for (const without of [{ cpuSecondsPerMonth: null }, { limits: "soft" }] as const) {
    const unlimited = { organizationId, plan: { ...plan, ...without } };
    expect(await reserveCpu(services, unlimited, { rowId: run.id, usedMs: 0, wantedMs: 5_000 })).toBe(5_000);
  }
  await run.end(testEnd({ cpuMs: 800 }));
  await meter.flush();
  expect(
    await reserveCpu(services, { organizationId, plan }, { rowId: newId(), usedMs: 0, wantedMs: 5_000 }),
  ).toBe(200);
});
