import { newId } from "@patchops/contract";
import { afterAll, expect, test, vi } from "vitest";
import { createApiKey, setApiKeyBudget } from "../apikey/index.ts";
import { openSnapshots } from "../connection/index.ts";
import { setMemberBudget } from "../member/index.ts";
import { listNotifications, setNotification } from "../notification/index.ts";
import { planOf } from "../plan-of.ts";
import { withParts } from "../testing/open-test-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import { asApiKey, auditEntries, type TestPerson, testMember, testPerson } from "../testing/people.ts";
import type { CallEnd } from "../usage/meter.ts";
import { testCall, testEnd } from "../usage/test-meter.ts";
import { openUsageServices } from "../usage/test-usage.ts";
import { alertOf } from "./alert-of.ts";
import {
  addUsageThreshold,
  getUsageAlerts,
  listBudgets,
  removeUsageThreshold,
  sendUsageAlerts,
} from "./index.ts";
import { reachedThreshold } from "./reached-threshold.ts";

const opened = await openUsageServices();
const { meter } = opened;
const snapshots = await openSnapshots(opened.services.database);
// Hooks run last first: the database closes after this.
afterAll(() => snapshots.close());
const services = withParts(opened.services, { snapshots });
const { system } = services.database;
const period = `${new Date().toISOString().slice(0, 7)}-01`;

async function organizationOf(name: string, plan: string): Promise<TestPerson> {
  const owner = await testPerson(services, name);
  await system.updateTable("organizations").set({ plan }).where("id", "=", owner.organizationId).execute();
  await prove(owner);
  return owner;
}
const prove = ({ userId }: TestPerson) =>
  system
    .updateTable("users")
    .set({ emailVerifiedAt: new Date().toISOString() })
    .where("id", "=", userId)
    .execute();
const use = (
  { organizationId }: TestPerson,
  used: number,
  name: "calls" | "executions" | "cpu_ms" = "calls",
  month = period,
) =>
  system
    .insertInto("usagePeriods")
    .values({ organizationId, period: month, meter: name, used })
    .onConflict((conflict) => conflict.columns(["organizationId", "period", "meter"]).doUpdateSet({ used }))
    .execute();
const newsOf = async ({ context }: TestPerson) =>
  (await listNotifications(context)).notifications.filter(({ kind }) => kind === "quota");
const titlesOf = async (person: TestPerson) => (await newsOf(person)).map(({ title }) => title);

test("a month that fills is told at 80 % and at its end, once each though two nodes look at once, and an earlier month never", async () => {
  const owner = await organizationOf("ann", "free");
  await use(owner, 1_000, "calls", "2026-01-01");
  for (const used of [799, 800, 801, 1_000, 1_200]) {
    await use(owner, used);
    await Promise.all([sendUsageAlerts(services), sendUsageAlerts(services)]);
  }
  expect(await titlesOf(owner)).toEqual([
    "This month's calls are used up",
    "80 % of this month's calls are used",
  ]);
  const mails = await outboxOf(services, owner.email);
  const alerts = mails.filter(({ kind }) => kind === "notification");
  expect(alerts).toHaveLength(2);
  expect(alerts[0]?.unsubscribeUrl).toContain(".quota.");
  // A mail that waits for its server tells nobody of a month that is over.
  const { expiresAt } = await system
    .selectFrom("mails")
    .select("expiresAt")
    .where("kind", "=", "notification")
    .executeTakeFirstOrThrow();
  const now = new Date();
  expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));

  await setNotification(owner.context, { kind: "quota", channel: "mail", isOn: false });
  await use(owner, 100, "executions");
  await sendUsageAlerts(services);
  expect(await titlesOf(owner)).toContain("This month's runs are used up");
  expect(await outboxOf(services, owner.email)).toHaveLength(mails.length);
});

const terms = {
  ...{ version: null, content: null, overrides: null, allowsOverage: false, overageCapCents: null },
  isLimited: false,
};
const soft = { ...terms, overrides: { limits: "soft" } };

test.each([
  [
    "free",
    terms,
    "calls",
    1_000,
    /^1,000 of 1,000 calls .* Further calls are refused until 1 May, 00:00 UTC, or until the plan is changed\.$/,
  ],
  ["free", terms, "calls", 900, /When all are used, further calls are refused until 1 May, 00:00 UTC\.$/],
  [
    "pro",
    terms,
    "calls",
    50_000,
    /Further calls are refused .* Those that come while the limit cannot be checked go on, as overage\.$/,
  ],
  [
    "pro",
    terms,
    "cpu_seconds",
    36_000,
    /^36,000 of 36,000 CPU seconds .* Further runs are refused until .* plan is changed\.$/,
  ],
  [
    "pro",
    { ...terms, allowsOverage: true },
    "calls",
    50_001,
    /Further calls go on: what is beyond the plan Pro is overage\.$/,
  ],
  [
    "pro",
    { ...terms, allowsOverage: true, overageCapCents: 1_000 },
    "calls",
    45_000,
    /calls go on, as overage, [\d,]+ at most\.$/,
  ],
  ["team", soft, "executions", 45_000, /When all are used, runs go on, as overage\.$/],
] as const)("the plan %s with %o says of %s at %i what it does", (id, planTerms, subject, used, words) => {
  const plan = planOf(services, { plan: id, planTerms: { ...planTerms } });
  const limits = {
    calls: plan.callsPerMonth,
    executions: plan.executionsPerMonth,
    cpu_seconds: plan.cpuSecondsPerMonth,
  };
  const level = { organizationId: "", subject, used, limit: limits[subject], name: null, userId: null };
  const threshold = reachedThreshold(level, []) ?? expect.unreachable();
  expect(alertOf(level, threshold, { plan, resetsAt: "2026-05-01T00:00:00.000Z" }).text).toMatch(words);
});

test("owners and admins add thresholds, as a share or an amount; who else reads them, and the audit says what was and is", async () => {
  const owner = await organizationOf("bea", "self_hosted");
  const member = await testMember(services, owner, "mia", "member");
  const thresholds = [
    { meter: "calls", unit: "amount", value: 500 },
    { meter: "cpu_seconds", unit: "amount", value: 60 },
    { meter: "executions", unit: "percent", value: 50 },
  ] as const;
  for (const verb of [addUsageThreshold, removeUsageThreshold]) {
    await expect(verb(member.context, thresholds[0])).rejects.toMatchObject({ code: "forbidden" });
  }
  // At once, and one twice: none is lost.
  await Promise.all([...thresholds, thresholds[0]].map((each) => addUsageThreshold(owner.context, each)));
  expect(await getUsageAlerts(member.context)).toEqual({ thresholds, reached: [] });
  await use(owner, 512);
  await use(owner, 61_500, "cpu_ms");
  await use(owner, 9_000, "executions");
  await sendUsageAlerts(services);
  await sendUsageAlerts(services);
  expect((await newsOf(owner)).map(({ title, text }) => [title, text]).toSorted()).toEqual([
    ["500 calls this month", "512 calls of this month are used."],
    ["60 CPU seconds this month", "61 CPU seconds of this month are used."],
  ]);
  expect(await newsOf(member)).toEqual([]);
  await Promise.all(thresholds.map((each) => removeUsageThreshold(owner.context, each)));
  expect(await removeUsageThreshold(owner.context, thresholds[0])).toEqual([]);
  const { organizationId } = owner;
  const entries = await auditEntries(services, organizationId);
  expect(entries.filter(({ action }) => action === "usage.add_threshold")).toHaveLength(3);
  const removed = entries.filter(({ action }) => action === "usage.remove_threshold");
  expect(removed).toHaveLength(3);
  expect(removed).toContainEqual(
    expect.objectContaining({ before: { thresholds }, after: { thresholds: expect.any(Array) } }),
  );
  for (let value = 1; value <= 20; value += 1)
    await addUsageThreshold(owner.context, { meter: "calls", unit: "amount", value });
  await expect(addUsageThreshold(owner.context, thresholds[0])).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("budgets are told of to whom they are of as well, and seen by them and those who see everybody's", async () => {
  const owner = await organizationOf("cleo", "self_hosted");
  const { organizationId } = owner;
  const [kim, lou] = [
    await testMember(services, owner, "kim", "member"),
    await testMember(services, owner, "lou", "member"),
  ];
  await prove(kim);
  const key = await createApiKey(kim.context, { name: "CI" });
  const call = () =>
    meter
      .begin(testCall(organizationId, { apiKeyId: key.id, userId: kim.userId, connectionId: newId() }))
      .end(testEnd());
  for (let n = 0; n < 8; n += 1) call();
  await meter.flush();
  await setApiKeyBudget(owner.context, { id: key.id, callsPerMonth: 10 });
  await setMemberBudget(owner.context, { userId: kim.userId, callsPerMonth: 20 });
  const ofKim = [
    { kind: "key", id: key.id, name: "CI", used: 8, limit: 10 },
    { kind: "member", id: kim.userId, name: kim.email, used: 8, limit: 20 },
  ];
  expect(await listBudgets(owner.context)).toEqual(ofKim);
  expect(await listBudgets(asApiKey(kim.context))).toEqual(ofKim);
  expect(await listBudgets(lou.context)).toEqual([]);
  await sendUsageAlerts(services);
  // What is charged counts from then on.
  await system
    .updateTable("usageQuotas")
    .set({ charged: 20 })
    .where("organizationId", "=", organizationId)
    .where("meter", "=", `member:${kim.userId}`)
    .execute();
  await sendUsageAlerts(services);
  const titles = [`The budget of ${kim.email} is used up`, 'The budget of the API key "CI": 80 % is used'];
  for (const person of [owner, kim]) expect(await titlesOf(person)).toEqual(titles);
  expect(await titlesOf(lou)).toEqual([]);
  expect((await newsOf(kim))[0]?.text).toMatch(
    /^20 of 20 calls .* Further calls of theirs are refused until 1 \w+, 00:00 UTC, unless an owner or admin raises it\.$/,
  );
  expect((await getUsageAlerts(kim.context)).reached.map(({ isFull }) => isFull)).toEqual([false, true]);
  expect((await getUsageAlerts(lou.context)).reached).toEqual([]);
});

test("calls that were made between two budgets count towards the second, and what is refused never", async () => {
  const owner = await organizationOf("gus", "self_hosted");
  const { organizationId, userId } = owner;
  const { id } = await createApiKey(owner.context, { name: "CI" });
  const budget = (callsPerMonth: number | null) => setApiKeyBudget(owner.context, { id, callsPerMonth });
  const admission = (limit: number) =>
    meter.admit({
      ...{ organizationId, plan: planOf(services, { plan: "self_hosted", planTerms: null }), meter: "calls" },
      budgets: [{ meter: `key:${id}`, limit, name: "CI" }],
    });
  const call = (end: Partial<CallEnd> = {}) =>
    meter.begin(testCall(organizationId, { apiKeyId: id, userId })).end(testEnd(end));
  await budget(500);
  const held = await admission(500);
  await budget(null);
  for (let n = 0; n < 6; n += 1) await call();
  for (let n = 0; n < 3; n += 1) await call({ outcome: "refused", wasSent: false });
  await budget(8);
  // What the first one's lease did not use comes back to the second.
  held.settle({ isUsed: false });
  for (let n = 0; n < 2; n += 1) {
    const made = meter.begin(testCall(organizationId, { apiKeyId: id, userId }));
    const admitted = await admission(8);
    await made.sentUpstream(admitted);
    admitted.settle({ isUsed: true });
    await made.end(testEnd());
  }
  await expect(admission(8)).rejects.toMatchObject({ code: "quota_exceeded" });
  await meter.flush();
  expect(await listBudgets(owner.context)).toMatchObject([{ used: 8, limit: 8 }]);
});

test("an organization that cannot be told keeps nobody else from it", async () => {
  const [first, second] = [await organizationOf("dan", "free"), await organizationOf("eve", "free")];
  for (const owner of [first, second]) await use(owner, 1_000);
  const { database } = services;
  const spy = vi.spyOn(database, "withOrganization");
  spy.mockRejectedValueOnce(new Error("away"));
  await sendUsageAlerts(services);
  spy.mockRestore();
  await sendUsageAlerts(services);
  for (const owner of [first, second]) expect(await titlesOf(owner)).toHaveLength(1);
});

test("a call that was under way when its budget was set is charged to it when it ends", async () => {
  const owner = await organizationOf("hal", "self_hosted");
  const { organizationId, userId } = owner;
  const { id } = await createApiKey(owner.context, { name: "CI" });
  const call = meter.begin(testCall(organizationId, { apiKeyId: id, userId }));
  await call.sentUpstream();
  await setApiKeyBudget(owner.context, { id, callsPerMonth: 8 });
  expect(await listBudgets(owner.context)).toMatchObject([{ used: 0, limit: 8 }]);
  await call.end(testEnd());
  await meter.flush();
  expect(await listBudgets(owner.context)).toMatchObject([{ used: 1, limit: 8 }]);
});
