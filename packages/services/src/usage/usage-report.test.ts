import type { CallFilters, UsageDimension } from "@patchops/contract";
import { newId, noneFilter, usageDimensions } from "@patchops/contract";
import { createRandom } from "@patchops/testing";
import { beforeAll, expect, test, vi } from "vitest";
import { currentAccount } from "../account/index.ts";
import { withParts } from "../testing/open-test-services.ts";
import { asApiKey, type TestPerson, testPerson } from "../testing/people.ts";
import { connectionUsage } from "./connection-usage.ts";
import { usageForecast } from "./forecast.ts";
import { listCalls } from "./list-calls.ts";
import type { UsageRecord } from "./meter.ts";
import { quota } from "./quota.ts";
import { summarise } from "./summarise.ts";
import { testCall, testConnectionId, testEnd } from "./test-meter.ts";
import { openUsageServices, pastRecord, storePast } from "./test-usage.ts";
import { toolUsage } from "./tool-usage.ts";
import { usageErrors } from "./usage-errors.ts";
import { usageMethods } from "./usage-methods.ts";
import { usageReport } from "./usage-report.ts";

const { services, meter } = await openUsageServices();
let ann: TestPerson;
let records: UsageRecord[];

const random = createRandom(7);
const { pick } = random;

/** Three weeks of calls and runs, drawn from a seed. */
beforeAll(async () => {
  ann = await testPerson(services, "ann");
  const { organizationId, userId } = ann;
  const apiKeyIds = [newId(), newId()];
  const connections = { demo: testConnectionId, shop: newId() };
  records = Array.from({ length: 3_000 }, () => {
    const slug = pick(["demo", "demo", "shop", null] as const);
    const isRun = random.next() < 0.1;
    return pastRecord({
      organizationId,
      at: new Date(Date.UTC(2026, 1, 20) + random.next() * 21 * 86_400_000).toISOString(),
      dimensions: {
        kind: isRun ? "execution" : "call",
        method: isRun ? "execution" : "tools/call",
        connectionId: isRun || slug === null ? null : connections[slug],
        connectionSlug: isRun ? null : (slug ?? "dmeo"),
        tool: isRun ? null : pick(["a", "b", "c.d", "e", "f", "g", "h"]),
        clientName: pick(["cursor", "claude-code", null]),
        userId: pick([userId, null]),
        apiKeyId: pick([...apiKeyIds, null]),
        providerType: pick(["github", "demo", null]),
        via: pick(["mcp", "code", "cli"]),
      },
      end: pick([
        { outcome: "ok" },
        { outcome: "ok" },
        { outcome: "error", errorCode: "upstream_unreachable" },
        { outcome: "tool_error", errorCode: null },
      ] as const),
      totalMs: 2 ** (random.next() * 14),
    });
  });
  await storePast(services, records);
});

const inRange = (from: string, to: string) =>
  records.filter(
    (record) => record.ts >= new Date(from).toISOString() && record.ts < new Date(to).toISOString(),
  );

function keyOf(record: UsageRecord, groupBy: UsageDimension): string {
  const slug = record.connectionId === null ? null : record.connectionSlug;
  if (groupBy === "tool") return slug === null ? "unknown" : `${slug}.${record.tool}`;
  if (groupBy === "connection") return slug ?? "unknown";
  if (groupBy === "client") return record.clientName ?? "unknown";
  if (groupBy === "user") return record.userId ?? "unknown";
  if (groupBy === "key") return record.apiKeyId ?? "unknown";
  if (groupBy === "provider") return record.providerType ?? "unknown";
  return record.via;
}

function counts(rows: readonly UsageRecord[]) {
  const calls = rows.filter((record) => record.kind === "call");
  return {
    calls: calls.length,
    failures: calls.filter((record) => record.outcome !== "ok").length,
    executions: rows.length - calls.length,
  };
}

const ranges = [
  ["2026-02-22T00:00:00Z", "2026-03-10T00:00:00Z"],
  ["2026-02-22T07:31:00Z", "2026-03-10T18:02:11.5Z"],
  ["2026-03-01T05:00:00Z", "2026-03-01T17:20:00Z"],
  ["2026-03-01T05:00:00Z", "2026-03-02T17:20:00Z"],
] as const;

test.for(ranges)("rollups and events tell the same of %s to %s, by every dimension", async ([from, to]) => {
  const expected = inRange(from, to);
  for (const groupBy of usageDimensions) {
    for (const interval of ["hour", "day"] as const) {
      const report = await usageReport(ann.context, { from, to, groupBy, interval });
      expect(report).toMatchObject({ interval, totals: counts(expected) });
      for (const row of report.breakdown) {
        const own = expected.filter((record) => record.kind === "call" && keyOf(record, groupBy) === row.key);
        const { calls, failures } = counts(own);
        expect(row).toMatchObject({ calls, failures });
      }
      const sum = (read: (point: (typeof report.series)[number]) => number) =>
        report.series.reduce((total, point) => total + read(point), 0);
      expect(sum((point) => point.calls)).toBe(report.totals.calls);
      expect(sum((point) => point.failures)).toBe(report.totals.failures);
      expect(sum((point) => Object.values(point.groups).reduce((a, b) => a + b, 0))).toBe(
        report.totals.calls,
      );
      const stepMs = interval === "hour" ? 3_600_000 : 86_400_000;
      const times = report.series.map((point) => Date.parse(point.at));
      expect(times.every((time, place) => place === 0 || time - (times[place - 1] ?? 0) === stepMs)).toBe(
        true,
      );
      expect(times.length).toBe(Math.ceil(Date.parse(to) / stepMs) - Math.floor(Date.parse(from) / stepMs));
    }
  }
  const summary = await summarise(ann.context, { from, to });
  expect(summary).toMatchObject(counts(expected));
  expect(summary.byTool.reduce((sum, row) => sum + row.calls, 0)).toBe(summary.calls);
  expect(summary.byTool.find((row) => row.tool === "c.d")?.connection).toMatch(/^(demo|shop)$/);
});

test("the range before is of the same length, and named by key", async () => {
  const [from, to] = ["2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z"];
  const report = await usageReport(ann.context, { from, to });
  const before = inRange("2026-02-24T00:00:00Z", from);
  expect(report.previous).toMatchObject({ from: "2026-02-24T00:00:00.000Z", ...counts(before) });
  for (const { at, previousCalls } of report.series) {
    const day = new Date(Date.parse(at) - 5 * 86_400_000).toISOString().slice(0, 10);
    expect(previousCalls).toBe(counts(before.filter(({ ts }) => ts.startsWith(day))).calls);
  }
  for (const row of report.breakdown) {
    expect(row.previousCalls).toBe(
      counts(before.filter((record) => keyOf(record, "tool") === row.key)).calls,
    );
  }
});

test("a range within a day is compared with the same part of an earlier one", async () => {
  const { previous } = await usageReport(ann.context, {
    from: "2026-03-08T00:00:00Z",
    to: "2026-03-10T18:00:00Z",
  });
  expect(previous).toMatchObject({
    from: "2026-03-05T00:00:00.000Z",
    to: "2026-03-07T18:00:00.000Z",
    ...counts(inRange("2026-03-05T00:00:00Z", "2026-03-07T18:00:00Z")),
  });
});

test.for(ranges)(
  "failures and methods of %s to %s are told alike by rollups and events",
  async ([from, to]) => {
    const expected = inRange(from, to);
    const failed = expected.filter((record) => record.kind === "call" && record.outcome !== "ok");
    const { errors, previous } = await usageErrors(ann.context, { from, to });
    const before = inRange(previous.from, previous.to);
    expect(errors.reduce((sum, error) => sum + error.failures, 0)).toBe(failed.length);
    for (const error of errors) {
      const isOf = (record: UsageRecord) =>
        record.kind === "call" &&
        record.outcome === error.outcome &&
        record.errorCode === error.errorCode &&
        keyOf(record, "tool") ===
          (error.connection === null ? "unknown" : `${error.connection}.${error.tool}`);
      expect([error.failures, error.previousFailures]).toEqual([
        expected.filter(isOf).length,
        before.filter(isOf).length,
      ]);
    }
    const narrowed = await usageErrors(ann.context, {
      from,
      to,
      connection: "demo",
      tool: "c.d",
      via: "mcp",
    });
    expect(narrowed.errors.every(({ connection, tool }) => connection === "demo" && tool === "c.d")).toBe(
      true,
    );
    const { methods } = await usageMethods(ann.context, { from, to });
    const { calls, failures, executions } = counts(expected);
    expect(methods).toMatchObject([
      { method: "tools/call", count: calls, failures },
      { method: "execution", count: executions },
    ]);
    const ofDemo = await usageMethods(ann.context, { from, to, connection: "demo" });
    expect(ofDemo.methods.map(({ method }) => method)).toEqual(["tools/call"]);
  },
);

test("a report's calls are the rows of activity under the same filters", async () => {
  const range = { from: "2026-03-01T00:00:00Z", to: "2026-03-03T06:00:00Z" };
  const filters: CallFilters[] = [
    { connection: "demo" },
    { tool: "c.d" },
    { connection: "shop", tool: "a" },
    { client: "cursor", failed: true },
    { user: "ann@example.com" },
    { via: "code", connection: "shop" },
    { outcome: "error" },
    { provider: "github" },
    { via: "code" },
    { errorCode: "upstream_unreachable" },
    { outcome: "tool_error", errorCode: noneFilter },
    { key: noneFilter },
    { client: noneFilter },
    { user: noneFilter, provider: noneFilter },
    { connection: noneFilter },
  ];
  for (const filter of filters) {
    for (const interval of ["hour", "day"] as const) {
      const report = await usageReport(ann.context, { ...range, ...filter, interval });
      const own = Object.keys(filter)[0];
      for (const groupBy of usageDimensions.filter((dimension) => dimension === own)) {
        const { totals } = await usageReport(ann.context, { ...range, ...filter, groupBy, interval });
        expect(totals).toEqual(report.totals);
      }
      let rows = 0;
      let cursor: string | null = null;
      do {
        const input = { ...range, ...filter, limit: 200, ...(cursor === null ? {} : { cursor }) };
        const page: Awaited<ReturnType<typeof listCalls>> = await listCalls(ann.context, input);
        rows += page.calls.length;
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect({ filter, calls: report.totals.calls }).toEqual({ filter, calls: rows });
      expect(rows).toBeGreaterThan(0);
    }
  }
});

test("percentiles are within the histogram's error", async () => {
  const [from, to] = ["2026-02-20T00:00:00Z", "2026-03-13T00:00:00Z"];
  const { totals } = await usageReport(ann.context, { from, to });
  const sorted = records
    .filter((record) => record.kind === "call")
    .map((record) => record.totalMs ?? 0)
    .toSorted((a, b) => a - b);
  for (const [share, found] of [
    [0.5, totals.p50Ms],
    [0.95, totals.p95Ms],
    [0.99, totals.p99Ms],
  ] as const) {
    const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    expect(Math.abs((found ?? 0) / exact - 1)).toBeLessThan(0.13);
  }
});

test("this month's summary counts the call that has just ended", async () => {
  const { organizationId, context } = await testPerson(services, "bea");
  for (let turn = 1; turn <= 3; turn += 1) {
    meter.begin(testCall(organizationId)).end(testEnd());
    expect(await summarise(context, {})).toMatchObject({
      calls: turn,
      byTool: [{ connection: "demo", tool: "list_orders", calls: turn, failures: 0 }],
    });
  }
  expect((await usageReport(context, {})).totals.calls).toBe(3);
  expect(await toolUsage(context, { connectionId: testConnectionId, tool: "list_orders" })).toMatchObject({
    calls: 3,
    failures: 0,
    p95Ms: expect.any(Number),
  });
  const usage = (await connectionUsage(context, null)).get(testConnectionId);
  expect(usage).toMatchObject({ calls: 3, failures: 0 });
  expect(usage?.hours).toHaveLength(24);
  expect(usage?.hours.at(-1)).toBe(3);
  expect((await connectionUsage(context, newId())).size).toBe(0);
});

test("an empty organization has an empty report", async () => {
  const { context } = await testPerson(services, "carl");
  const report = await usageReport(context, { from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z" });
  expect(report).toMatchObject({
    totals: { calls: 0, failures: 0, executions: 0, p50Ms: null },
    previous: { calls: 0 },
    breakdown: [],
  });
  expect(report.series).toHaveLength(48);
  expect(report.series[0]).toEqual({
    at: "2026-03-01T00:00:00.000Z",
    calls: 0,
    failures: 0,
    groups: {},
    previousCalls: 0,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
  });
});

test("a range that is none, or too long, is refused; so is a key without usage:read", async () => {
  const backwards = { from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z" };
  await expect(summarise(ann.context, backwards)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(usageReport(ann.context, backwards)).rejects.toMatchObject({ code: "invalid_input" });
  const long = { from: "2020-01-01", to: "2026-01-01" };
  await expect(summarise(ann.context, long)).rejects.toMatchObject({ code: "invalid_input" });
  const key = asApiKey(ann.context, ["tools:call"]);
  for (const verb of [summarise, usageReport, usageErrors, usageMethods]) {
    await expect(verb(key, {})).rejects.toMatchObject({ code: "insufficient_scope" });
  }
  await expect(quota(key)).rejects.toMatchObject({ code: "insufficient_scope" });
});

test("the quota shows this month's use of the organization's plan", async () => {
  const { organizationId, context } = await testPerson(services, "dan");
  meter.begin(testCall(organizationId)).end(testEnd());
  meter.begin(testCall(organizationId)).end(testEnd({ outcome: "refused", wasSent: false }));
  meter.begin(testCall(organizationId, { kind: "execution" })).end(testEnd({ cpuMs: 2_400 }));
  expect(await quota(context)).toMatchObject({
    plan: "self_hosted",
    planName: "Self-hosted",
    period: `${new Date().toISOString().slice(0, 8)}01`,
    calls: { used: 1, limit: null },
    executions: { used: 1, limit: null },
    cpuSeconds: { used: 2, limit: null },
  });
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("organizations").set({ plan: "free" }).where("id", "=", organizationId).execute(),
  );
  expect(await quota(context)).toMatchObject({ plan: "free", calls: { used: 1, limit: 1_000 } });
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("organizations").set({ plan: "gone" }).where("id", "=", organizationId).execute(),
  );
  const settings = { ...services.settings, defaultPlan: "pro" as const };
  const visit = { ...context, services: withParts(services, { settings }) };
  expect(await quota(visit)).toMatchObject({ plan: "pro", calls: { used: 1, limit: 50_000 } });
  expect((await currentAccount(visit)).organization.plan).toBe("pro");
});

test("calls of names that nobody knows are told by the name that was asked for, made harmless, and sum up exactly", async () => {
  const { organizationId, context } = await testPerson(services, "asker");
  const asked = [
    ...Array.from({ length: 3 }, () => ({
      exposedName: "demo_list_order",
      connectionSlug: null,
      tool: null,
    })),
    { exposedName: null, connectionSlug: "shop", tool: "refund" },
    { exposedName: "a\u202eb\u001b[31m\nc", connectionSlug: null, tool: null },
    { exposedName: "x".repeat(128), connectionSlug: null, tool: null },
    ...Array.from({ length: 30 }, (_, n) => ({
      exposedName: `made_up_${n}`,
      connectionSlug: null,
      tool: null,
    })),
  ];
  const records = asked.map((dimensions) =>
    pastRecord({
      organizationId,
      at: new Date(Date.now() - 60_000).toISOString(),
      dimensions: { ...dimensions, connectionId: null, providerType: null },
      end: { outcome: "refused", errorCode: "unknown_tool", wasSent: false },
    }),
  );
  await storePast(services, [
    ...records,
    pastRecord({ organizationId, at: new Date(Date.now() - 60_000).toISOString() }),
  ]);
  const range = { from: new Date(Date.now() - 3_600_000).toISOString() };
  const { byTool, calls } = await summarise(context, range);
  expect(calls).toBe(asked.length + 1);
  expect(byTool.reduce((sum, row) => sum + row.calls, 0)).toBe(calls);
  const unknown = byTool.filter((row) => row.connection === "unknown");
  expect(unknown[0]).toMatchObject({ tool: "demo_list_order", calls: 3, failures: 3 });
  expect(unknown.map(({ tool }) => tool)).toContain("a\ufffdb\ufffd[31m\ufffdc");
  expect(unknown).toHaveLength(21);
  expect(unknown.at(-1)).toMatchObject({ tool: "unknown", calls: asked.length - 22 });
  expect(byTool).toContainEqual(
    expect.objectContaining({ connection: "demo", tool: "list_orders", calls: 1 }),
  );
});

test("a month is foretold from its days, in what counts against the plan, and not on its first day", async () => {
  const bob = await testPerson(services, "bob");
  const { organizationId } = bob;
  const { system } = services.database;
  await system.updateTable("organizations").set({ plan: "free" }).where("id", "=", organizationId).execute();
  // 20 days of April: 60 calls a day of which half count, and one run with 3 s of CPU time.
  const hours = Array.from({ length: 20 }, (_, day) => new Date(Date.UTC(2026, 3, 1 + day, 9)).toISOString());
  await system
    .insertInto("usageHours")
    .values(
      hours.map((hour) => ({ organizationId, hour, calls: 60, failures: 30, executions: 1, latency: [] })),
    )
    .execute();
  const used = { calls: 600, executions: 20, cpu_ms: 60_000 } as const;
  for (const meter of ["calls", "executions", "cpu_ms"] as const) {
    await system
      .insertInto("usagePeriods")
      .values({ organizationId, period: "2026-04-01", meter, used: used[meter] })
      .execute();
  }
  const at = async (moment: string) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(moment) });
    return usageForecast(bob.context).finally(() => vi.useRealTimers());
  };
  expect(await at("2026-04-21T00:00:00Z")).toMatchObject({
    ...{ period: "2026-04-01", days: 20 },
    meters: [
      {
        ...{ meter: "calls", used: 600, limit: 1_000, expected: 900, low: 900, high: 900, fullAt: null },
        ...{ sureness: "good", text: "At this pace 900 of 1,000 calls at the end of the month." },
      },
      { meter: "executions", used: 20, expected: 30 },
      { meter: "cpu_seconds", used: 60, limit: 600, expected: 90 },
    ],
  });
  await system
    .updateTable("usagePeriods")
    .set({ used: 800 })
    .where("organizationId", "=", organizationId)
    .where("meter", "=", "calls")
    .execute();
  expect((await at("2026-04-21T00:00:00Z")).meters[0]).toMatchObject({
    ...{ fullAt: "2026-04-26T00:00:00.000Z", text: "At this pace you reach 100 % on 26 April." },
  });
  const early = await at("2026-05-01T12:00:00Z");
  expect(early.days).toBe(0);
  for (const meter of early.meters) {
    expect(meter).toMatchObject({ expected: null, text: "No forecast on the first day of a month." });
  }
});
