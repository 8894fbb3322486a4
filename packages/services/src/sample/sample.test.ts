import { roleScopes, scopes } from "@patchops/contract";
import { expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { resolveApiKey } from "../apikey/index.ts";
import { getConnection, listConnections } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { getExecution, listExecutions } from "../execution/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { contextOf, testPerson, testVisit } from "../testing/people.ts";
import { callTool, listTools, offeredTools, toolDeclarations } from "../tool/index.ts";
import { getCall, listCalls, quota, summarise, usageReport } from "../usage/index.ts";
import { usageTotals } from "../usage/test-totals.ts";
import { people, tools } from "./cast.ts";
import { fillSample, removeSample } from "./index.ts";
import { sampleMonth, sampleOutage } from "./sample-month.ts";

const { services } = await openLiveServices();
const password = "correct horse battery";
const input = { seed: 1, password, replace: false };
const range = { from: new Date(Date.now() - 31 * 86_400_000).toISOString() };

async function rowsOf(organizationId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of [
    "usageEvents",
    "usageDays",
    "usageDayKeys",
    "usageHours",
    "usagePeriods",
    "callPayloads",
    "executions",
    "executionEvents",
    "promptSessions",
    "auditEntries",
    "apiKeys",
    "members",
    "connections",
    "tools",
  ] as const) {
    const row = await services.database.system
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as("rows"))
      .where("organizationId", "=", organizationId)
      .executeTakeFirstOrThrow();
    counts[table] = Number(row.rows);
  }
  return counts;
}

test("a month fills every page, its counts agree everywhere, it stays apart, and it goes without a trace", async () => {
  const ann = await testPerson(services, "ann");
  const [annsRows, annsTotals] = [
    await rowsOf(ann.organizationId),
    await usageTotals(services.database, ann.organizationId),
  ];
  const filled = await fillSample(services, input);
  const { organizationId } = filled;

  const { events, hours, days, periods } = await usageTotals(services.database, organizationId);
  expect(events.calls).toBe(filled.calls);
  expect(events.executions).toBe(filled.executions);
  expect(hours).toMatchObject({
    calls: events.calls,
    failures: events.failures,
    executions: events.executions,
  });
  expect(days).toMatchObject({ calls: events.calls, failures: events.failures });
  expect(periods).toMatchObject({ units: events.units, executions: events.executions });
  expect(filled.calls).toBeGreaterThan(5_000);

  const login = await logIn(testVisit(services), { email: filled.email, password });
  const context: Context = await contextOf(testVisit(services), login.token);
  expect(context.actor.organizationId).toBe(organizationId);
  const summary = await summarise(context, range);
  expect(summary).toMatchObject({ calls: filled.calls, executions: filled.executions });
  const report = await usageReport(context, { ...range, groupBy: "client", interval: "day" });
  expect(report.totals.calls).toBe(filled.calls);
  expect(report.breakdown.length).toBeGreaterThanOrEqual(6);
  const { outcomes, vias } = await services.database.withOrganization(organizationId, async (trx) => ({
    outcomes: await trx.selectFrom("usageEvents").select("outcome").distinct().execute(),
    vias: await trx.selectFrom("usageEvents").select("via").distinct().execute(),
  }));
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(
    new Set(["ok", "tool_error", "error", "timed_out", "cancelled", "refused"]),
  );
  expect(vias.length).toBe(5);
  // What programs were told stands in their runs.
  const asked = { outcome: "ok", connection: "github", via: "mcp", limit: 1 } as const;
  const [latest] = (await listCalls(context, asked)).calls;
  expect((await getCall(context, { id: latest?.id ?? "" })).payload).not.toBeNull();
  const { executions } = await listExecutions(context, { limit: 50 });
  for (const { executionId, toolCalls } of executions) {
    const run = await getExecution(context, { executionId });
    expect(run.calls).toHaveLength(toolCalls);
    for (const { callId } of run.calls)
      expect((await getCall(context, { id: callId })).executionId).toBe(executionId);
  }
  expect((await quota(context)).calls.limit).not.toBeNull();
  const connections = await listConnections(context);
  expect(connections.map(({ status }) => status).sort()).toEqual([
    "blocked",
    "paused",
    "paused",
    "paused",
    "paused",
    "ready",
  ]);

  // What there is no server for says so, is offered to nobody and is refused with the same words.
  const github = connections.find(({ slug }) => slug === "github");
  expect(github).toMatchObject({ statusReason: { code: "sample" }, tools: 3 });
  expect((await offeredTools(context)).map(({ name }) => name)).toEqual(["demo_add"]);
  expect((await toolDeclarations(context)).text).not.toContain("search_code");
  expect(
    (await listTools(context, {})).filter(({ isAvailable }) => isAvailable).map(({ name }) => name),
  ).toEqual(["demo_add"]);
  await expect(
    callTool(context, {
      tool: { name: "github_search_code" },
      arguments: {},
      argumentsBytes: 2,
      signal: new AbortController().signal,
    }),
  ).rejects.toMatchObject({
    code: "connection_paused",
    message: expect.stringContaining("sample data"),
    sent: false,
  });

  // What is real goes on: the demo's own tools answer, and the call counts on top.
  const { status, tools: offered } = await getConnection(context, { connection: "demo" });
  expect([status, offered]).toEqual(["ready", 1]);
  const resolved = await resolveApiKey(services, filled.apiKey);
  expect(resolved).toMatchObject({
    ok: true,
    actor: { scopes: roleScopes.owner.filter((scope) => scopes.includes(scope)) },
  });
  await callTool(context, {
    tool: { name: "demo_add" },
    arguments: { a: 1, b: 2 },
    argumentsBytes: 13,
    signal: new AbortController().signal,
  });
  // The call and the refusal before it.
  expect((await summarise(context, range)).calls).toBe(filled.calls + 2);

  await expect(fillSample(services, input)).rejects.toMatchObject({
    code: "conflict",
    next: expect.stringContaining("--yes"),
  });
  const replaced = await fillSample(services, { ...input, replace: true });
  expect(Object.values(await rowsOf(organizationId)).every((count) => count === 0)).toBe(true);
  expect(await removeSample(services)).toEqual({ organizationId: replaced.organizationId });
  expect(await removeSample(services)).toEqual({ organizationId: null });
  expect(Object.values(await rowsOf(replaced.organizationId)).every((count) => count === 0)).toBe(true);
  const left = await services.database.system.selectFrom("users").select("email").execute();
  expect(left).toEqual([{ email: ann.email }]);
  expect(await resolveApiKey(services, filled.apiKey)).toMatchObject({ ok: false });
  expect(await rowsOf(ann.organizationId)).toEqual(annsRows);
  expect(await usageTotals(services.database, ann.organizationId)).toEqual(annsTotals);
}, 120_000);

test("the same seed gives the same month, another another; all of it is past, most of it in working hours", () => {
  const nowMs = Date.parse("2026-03-18T15:00:00Z");
  const place = {
    organizationId: "0193a000-0000-7000-8000-000000000001",
    connectionIds: new Map(
      tools.map(({ connection }, index) => [connection, `0193a000-0000-7000-8000-00000000c00${index}`]),
    ),
    outage: sampleOutage(nowMs),
  };
  const actors = people.map((person, index) => ({
    ...person,
    userId: `0193a000-0000-7000-8000-00000000a00${index}`,
    apiKeyId: `0193a000-0000-7000-8000-00000000b00${index}`,
  }));
  const month = (seed: number) => sampleMonth(seed, { nowMs, place, actors });
  const first = month(1);
  expect(month(1)).toEqual(first);
  expect(month(2)).not.toEqual(first);
  const times = first.records.map(({ ts }) => new Date(ts));
  expect(Math.max(...times.map(Number))).toBeLessThan(nowMs);
  expect(Math.min(...times.map(Number))).toBeGreaterThan(nowMs - 31 * 86_400_000);
  expect(new Set(first.records.map(({ id }) => id)).size).toBe(first.records.length);
  const byPeople = first.records.filter(({ via }) => via !== "sdk");
  const weekend = byPeople.filter(({ ts }) => [0, 6].includes(new Date(ts).getUTCDay()));
  expect(weekend.length).toBeLessThan(byPeople.length / 10);
  const night = byPeople.filter(({ ts }) => new Date(ts).getUTCHours() < 5);
  expect(night.length).toBeLessThan(byPeople.length / 20);
  const failures = first.records.filter(({ outcome }) => outcome !== "ok").length / first.records.length;
  expect(failures).toBeGreaterThan(0.01);
  expect(failures).toBeLessThan(0.12);
});
