import { newId, type Plan, plans } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { openTestDatabase } from "@patchops/testing";
import { expect, test } from "vitest";
import { createGate } from "./gate.ts";
import type { AdmissionRequest } from "./meter.ts";
import { periodOf } from "./period.ts";
import { createQuotaDesk } from "./quota-desk.ts";
import { memoryLog } from "./test-meter.ts";

const { database } = await openTestDatabase(openDatabase);
const newGate = () => createGate(createQuotaDesk({ database, log: memoryLog() }));
const plan: Plan = { ...plans.free, callsPerMonth: 100, executionsPerMonth: 3, concurrentCalls: 1_000 };

function request(changes: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return { organizationId: newId(), plan, meter: "calls", ...changes };
}

/** How many of so many callers at once, spread over the gates, get in. */
async function admitted(gates: ReturnType<typeof newGate>[], callers: number, asked: AdmissionRequest) {
  const results = await Promise.allSettled(
    Array.from({ length: callers }, (_, caller) => gates[caller % gates.length]?.(asked)),
  );
  const refused = results.filter((result) => result.status === "rejected").map((result) => result.reason);
  for (const reason of refused) expect(reason).toMatchObject({ code: "quota_exceeded", sent: false });
  return results.length - refused.length;
}

test("S38: of 50 callers at once the last unit goes to one, also over two nodes", async () => {
  const nodes = [newGate(), newGate()];
  const asked = request();
  expect(await admitted(nodes, 99, asked)).toBe(99);
  expect(await admitted(nodes, 50, asked)).toBe(1);
  expect(await admitted(nodes, 50, asked)).toBe(0);
});

test("S38: 200 callers at once over two nodes get the 100 units, no more and no fewer", async () => {
  expect(await admitted([newGate(), newGate()], 200, request())).toBe(100);
});

test("a refusal says what is used up and when it is there again", async () => {
  const gate = newGate();
  const asked = request({ meter: "executions" });
  for (let turn = 0; turn < 3; turn += 1) (await gate(asked)).settle({ isUsed: true });
  await expect(gate(asked)).rejects.toMatchObject({
    code: "quota_exceeded",
    message: "3 of 3 runs of this month are used.",
    details: { meter: "executions", limit: 3, resetsAt: periodOf(new Date()).resetsAt },
  });
});

test("an unused unit can be had again, a used one cannot, and settling twice changes nothing", async () => {
  const gate = newGate();
  const asked = request({ meter: "executions", plan: { ...plan, executionsPerMonth: 1 } });
  const first = await gate(asked);
  first.settle({ isUsed: false });
  first.settle({ isUsed: false });
  await expect
    .poll(() =>
      gate(asked).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await expect(gate(asked)).rejects.toMatchObject({ code: "quota_exceeded" });
});

test("a limit counts what was used before there was one", async () => {
  const organizationId = newId();
  const { period } = periodOf(new Date());
  await database.system
    .insertInto("usagePeriods")
    .values({ organizationId, period, meter: "calls", used: 98 })
    .execute();
  expect(await admitted([newGate()], 10, request({ organizationId }))).toBe(2);
});

test("organizations do not share units", async () => {
  const gate = newGate();
  expect(await admitted([gate], 120, request())).toBe(100);
  expect(await admitted([gate], 120, request())).toBe(100);
});

test("no more calls run at once than the plan allows; a place that is given back is free", async () => {
  const gate = newGate();
  const asked = request({ plan: { ...plans.self_hosted, concurrentCalls: 2 } });
  const [first] = await Promise.all([gate(asked), gate(asked)]);
  await expect(gate(asked)).rejects.toMatchObject({
    code: "too_many_calls",
    retryable: true,
    retryAfterSeconds: 1,
  });
  await expect(gate({ ...asked, meter: "executions" })).resolves.toBeDefined();
  await expect(gate({ ...asked, organizationId: newId() })).resolves.toBeDefined();
  first?.settle({ isUsed: true });
  first?.settle({ isUsed: true });
  await expect(gate(asked)).resolves.toBeDefined();
  await expect(gate(asked)).rejects.toMatchObject({ code: "too_many_calls" });
});

test("a refused caller holds no place", async () => {
  const gate = newGate();
  const asked = request({ plan: { ...plan, callsPerMonth: 1, concurrentCalls: 2 } });
  (await gate(asked)).settle({ isUsed: true });
  for (let turn = 0; turn < 5; turn += 1) {
    await expect(gate(asked)).rejects.toMatchObject({ code: "quota_exceeded" });
  }
});

test("without a monthly limit nothing is asked of the database", async () => {
  const gate = createGate({ take: () => expect.unreachable(), giveBack: () => expect.unreachable() });
  const admission = await gate(request({ plan: plans.self_hosted }));
  admission.settle({ isUsed: false });
});

test("months are calendar months in UTC", () => {
  expect(periodOf(new Date("2026-12-31T23:59:59.999Z"))).toEqual({
    period: "2026-12-01",
    resetsAt: "2027-01-01T00:00:00.000Z",
  });
});
