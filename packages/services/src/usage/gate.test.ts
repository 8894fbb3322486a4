import { AppError, newId, type Plan, plans } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { openTestDatabase } from "@patchops/testing";
import { expect, test } from "vitest";
import { createGate } from "./gate.ts";
import type { AdmissionRequest } from "./meter.ts";
import { periodOf } from "./period.ts";
import { createQuotaDesk } from "./quota-desk.ts";
import { grantLease } from "./system/grant-lease.ts";
import { settleLeases } from "./system/settle-leases.ts";
import { memoryLog } from "./test-meter.ts";

const { database } = await openTestDatabase(openDatabase);
const log = memoryLog();
const unrated = { take: () => 0 };
/** A node of its own, whose leases live so long. */
function newGate(ttlMs = 60_000) {
  const stores = { drain: async () => undefined, isStored: () => true };
  const desk = createQuotaDesk({ database, log, nodeId: newId(), ...stores, ttlMs });
  return createGate(desk, unrated);
}
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

/** What is charged to an organization's calls this month. */
async function charged(organizationId: string, period = periodOf(new Date()).period): Promise<number> {
  const row = await database.system
    .selectFrom("usageQuotas")
    .select("charged")
    .where("organizationId", "=", organizationId)
    .where("period", "=", period)
    .where("meter", "=", "calls")
    .executeTakeFirst();
  return row?.charged ?? 0;
}

test("a lease is a hundredth of what is left, charged whole; its rest comes back when it has expired and each unit is decided", async () => {
  const asked = request({ plan: { ...plan, callsPerMonth: 1_000 } });
  const gate = newGate(400);
  const [first, second] = [await gate(asked), await gate(asked)];
  expect(first.leaseId).toBe(second.leaseId);
  expect(await charged(asked.organizationId)).toBe(10);
  first.settle({ isUsed: true });
  // Expired, it gives nothing any more and stays charged while a call of it is under way.
  const nextLease = async () => {
    const next = await gate(asked);
    next.settle({ isUsed: false });
    return next.leaseId;
  };
  await expect.poll(nextLease, { timeout: 5_000 }).not.toBe(first.leaseId);
  expect(await charged(asked.organizationId)).toBeGreaterThan(10);
  const leases = () =>
    database.system
      .selectFrom("usageLeases")
      .select("id")
      .where("organizationId", "=", asked.organizationId)
      .execute()
      .then((rows) => rows.map(({ id }) => id));
  expect(await leases()).toContain(first.leaseId);
  second.settle({ isUsed: false });
  await expect.poll(leases, { timeout: 5_000 }).not.toContain(first.leaseId);
});

test("settling a lease twice changes nothing, nor does another node that names it", async () => {
  const allowance = {
    organizationId: newId(),
    period: "2026-02-01",
    limits: [{ meter: "calls", limit: 1_000 }],
  };
  const { organizationId, period } = allowance;
  const [id, nodeId] = [newId(), newId()];
  const { units } = await grantLease(database, allowance, { id, nodeId, wanted: 1, ttlMs: 1_000 });
  expect(units).toBe(10);
  await settleLeases(database, newId(), [{ organizationId, id, kept: 0, isDone: true }]);
  expect(await charged(organizationId, period)).toBe(10);
  for (let turn = 0; turn < 2; turn += 1) {
    await settleLeases(database, nodeId, [{ organizationId, id, kept: 5, isDone: false }]);
    expect(await charged(organizationId, period)).toBe(5);
  }
  for (let turn = 0; turn < 2; turn += 1) {
    await settleLeases(database, nodeId, [{ organizationId, id, kept: 3, isDone: true }]);
    expect(await charged(organizationId, period)).toBe(3);
  }
});

test("a call counts in the month in which it began, whenever it is let in", async () => {
  const gate = newGate();
  const asked = request({ plan: { ...plan, callsPerMonth: 2 } });
  const beganMs = Date.parse("2026-03-31T23:59:59.999Z");
  for (let turn = 0; turn < 2; turn += 1) await gate({ ...asked, beganMs });
  await expect(gate({ ...asked, beganMs })).rejects.toMatchObject({
    code: "quota_exceeded",
    details: { resetsAt: "2026-04-01T00:00:00.000Z" },
  });
  await gate({ ...asked, beganMs: beganMs + 1 });
  expect(await charged(asked.organizationId, "2026-03-01")).toBe(2);
  expect(await charged(asked.organizationId, "2026-04-01")).toBe(1);
});

test("64 callers on two nodes get the last units of leases that came and went, and no more", async () => {
  const nodes = [newGate(), newGate()];
  const asked = request({ plan: { ...plan, callsPerMonth: 500 } });
  let used = 0;
  let turns = 0;
  const call = async (caller: number): Promise<void> => {
    for (;;) {
      const gate = nodes[caller % 2];
      const admission = await gate?.(asked).catch((error) => {
        expect(error).toMatchObject({ code: "quota_exceeded" });
        return undefined;
      });
      if (admission === undefined) return;
      await new Promise(setImmediate);
      // Each tenth never reached its server; by turns, or the last unit could be given back for ever.
      turns += 1;
      const isUsed = turns % 10 !== 0;
      admission.settle({ isUsed });
      if (isUsed) used += 1;
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, caller) => call(caller)));
  expect(used).toBe(500);
  expect(await charged(asked.organizationId)).toBe(500);
});

test("a budget is charged beside the plan, and a refusal names the one that is used up", async () => {
  const [one, other] = [newGate(), newGate()];
  const asked = request();
  const name = 'The budget of the API key "CI"';
  const meter = `key:${newId()}`;
  const ofKey = { ...asked, budgets: [{ meter, limit: 7, name }] };
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, caller) => (caller % 2 === 0 ? one : other)(ofKey)),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(7);
  await expect(one(ofKey)).rejects.toMatchObject({
    code: "quota_exceeded",
    message: `${name}: 7 of 7 calls of this month are used.`,
    details: { budget: name, limit: 7 },
  });
  // Another key has the rest of the plan, and a budget holds without a plan's limit too.
  expect(await admitted([one, other], 100, asked)).toBe(93);
  const unlimited = { ...ofKey, plan: plans.self_hosted, organizationId: newId() };
  expect(await Promise.all(Array.from({ length: 7 }, () => other(unlimited)))).toHaveLength(7);
  await expect(other(unlimited)).rejects.toMatchObject({ code: "quota_exceeded" });
});

test("a limit that is made smaller holds at once, whatever a node took under the larger one", async () => {
  const gate = newGate();
  const asked = request({ plan: { ...plan, callsPerMonth: 100_000 } });
  (await gate(asked)).settle({ isUsed: true });
  await expect(gate({ ...asked, plan: { ...plan, callsPerMonth: 1 } })).rejects.toMatchObject({
    code: "quota_exceeded",
    message: "1 of 1 calls of this month are used.",
  });
  (await gate({ ...asked, plan: { ...plan, callsPerMonth: 2 } })).settle({ isUsed: true });
  await expect(gate({ ...asked, plan: { ...plan, callsPerMonth: 2 } })).rejects.toMatchObject({
    code: "quota_exceeded",
  });
  await expect(gate(asked)).resolves.toBeDefined();
});

test("a soft limit refuses nothing and asks nothing; a plan that fails open goes on without the database, and it is told", async () => {
  const away = new AppError("unavailable", "The database does not answer.");
  let opened = 0;
  const gate = createGate(
    { takeNow: () => null, take: () => Promise.reject(away), close: () => expect.unreachable() },
    unrated,
    {
      onOpen: () => {
        opened += 1;
      },
    },
  );
  await gate(request({ plan: { ...plan, limits: "soft" } }));
  expect(opened).toBe(0);
  const admission = await gate(request({ plan: { ...plan, failsOpen: true } }));
  expect([opened, admission.leaseId]).toEqual([1, null]);
  await expect(gate(request())).rejects.toBe(away);
});

test("a call that comes too fast is refused with the seconds to wait, and is charged to nothing", async () => {
  const desk = {
    takeNow: () => expect.unreachable(),
    take: () => expect.unreachable(),
    close: async () => undefined,
  };
  const gate = createGate(desk, { take: () => 3 }, { planUrl: "https://patchops.example/billing" });
  const asked = request({ plan: plans.free });
  for (let turn = 0; turn < 20; turn += 1) {
    await expect(gate(asked)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: 3,
      next: expect.stringMatching(/^Try again in 3 s.* The plan: https:\/\/patchops\.example\/billing$/),
      sent: false,
    });
  }
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
  const gate = createGate(
    {
      takeNow: () => expect.unreachable(),
      take: () => expect.unreachable(),
      close: () => expect.unreachable(),
    },
    { take: () => expect.unreachable() },
  );
  const admission = await gate(request({ plan: plans.self_hosted }));
  admission.settle({ isUsed: false });
});

test("months are calendar months in UTC", () => {
  expect(periodOf(new Date("2026-12-31T23:59:59.999Z"))).toEqual({
    period: "2026-12-01",
    resetsAt: "2027-01-01T00:00:00.000Z",
  });
});

test("what was taken under a larger limit is not spent under a smaller one, and what is unused of it is there again", async () => {
  const gate = newGate();
  const asked = (callsPerMonth: number) => request({ organizationId, plan: { ...plan, callsPerMonth } });
  const organizationId = newId();
  for (let turn = 0; turn < 3; turn += 1) (await gate(asked(50_000))).settle({ isUsed: true });
  expect(await admitted([gate], 5, asked(5))).toBe(2);
  expect(await admitted([gate], 5, asked(7))).toBe(2);
});

test("paid calls beyond the plan end at the cap, to the call, over two nodes; runs keep their own limit", async () => {
  const capped = request({
    plan: { ...plan, callsPerMonth: 10, overageCalls: 30, concurrentExecutions: 20 },
  });
  const nodes = [newGate(), newGate()];
  expect(await admitted(nodes, 60, capped)).toBe(40);
  await expect(nodes[0]?.(capped)).rejects.toMatchObject({
    message: "The spending cap is reached: 40 calls of this month are used, 30 of them beyond the plan.",
    details: { meter: "calls", limit: 40, included: 10 },
  });
  expect(await admitted(nodes, 10, { ...capped, meter: "executions" })).toBe(3);
  const open = request({ plan: { ...plan, callsPerMonth: 1, overageCalls: null } });
  expect(await admitted(nodes, 10, open)).toBe(10);
});
