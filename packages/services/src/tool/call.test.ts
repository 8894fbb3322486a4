import { newId } from "@patchops/contract";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, beforeEach, expect, test } from "vitest";
import { addConnection, updateConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, testPerson } from "../testing/people.ts";
import { getCall } from "../usage/index.ts";
import { callTool, type ToolCall } from "./index.ts";

const { services } = await openLiveServices();
const result = {
  content: [{ type: "text", text: "ok", _meta: { kept: 1 } }],
  structuredContent: { n: [1, null, { deep: true }] },
  _meta: { "x/y": "kept" },
  futureField: { a: 1 },
};
const fixture = await startMcpFixture({
  tools: [
    { name: "whole", call: () => result },
    { name: "echo" },
    { name: "soft", call: () => ({ isError: true, content: [{ type: "text", text: "no such order" }] }) },
    {
      name: "hard",
      call: () => {
        throw new Error("broken inside");
      },
    },
  ],
});
afterAll(() => fixture.close());
beforeEach(() => fixture.behave({ kind: "normal" }, "tools/call"));

async function connected(name: string) {
  const person = await testPerson(services, name);
  const { id, slug } = await addConnection(person.context, {
    name: "shop",
    target: { kind: "http", url: fixture.url },
  });
  return { ...person, connectionId: id, slug };
}

function call(tool: string, more: Partial<ToolCall> = {}): ToolCall {
  const { signal } = new AbortController();
  return { tool: { name: tool }, arguments: {}, argumentsBytes: 2, signal, ...more };
}

async function rows(organizationId: string) {
  await services.meter.flush();
  return services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("usageEvents").selectAll().orderBy("id").execute(),
  );
}

async function onlyRow(organizationId: string) {
  const [row, ...others] = await rows(organizationId);
  expect(others).toEqual([]);
  if (!row) throw new Error("the call left no row");
  return row;
}

test("arguments and result pass whole, and the call leaves one row", async () => {
  const { context, organizationId, connectionId, slug } = await connected("whole");
  const args = { text: "a\u0000b\ud83d", nested: { __proto__x: [1, 2.5, null, true] }, "odd key": "😀" };
  const promptSessionId = newId();
  const answer = await callTool(
    { ...context, via: "mcp", client: { name: "claude-code", version: "2" } },
    call("shop_whole", { arguments: args, argumentsBytes: 77, promptSessionId }),
  );
  expect(answer.result).toEqual(result);
  const sent = fixture.requests.findLast(({ method }) => method === "tools/call");
  expect(sent?.params).toMatchObject({ name: "whole", arguments: args });
  expect(await onlyRow(organizationId)).toMatchObject({
    id: answer.callId,
    outcome: "ok",
    wasSent: true,
    units: 1,
    via: "mcp",
    clientName: "claude-code",
    promptSessionId,
    connectionId,
    connectionSlug: slug,
    tool: "whole",
    exposedName: "shop_whole",
    bytesIn: 77,
    errorCode: null,
    requestId: context.requestId,
  });
});

test.each([
  { tool: "shop_soft", outcome: "tool_error", code: null, wasSent: true, throws: null },
  { tool: "shop_hard", outcome: "error", code: "upstream_error", wasSent: true, throws: "upstream_error" },
  { tool: "shop_nothing", outcome: "refused", code: "unknown_tool", wasSent: false, throws: "unknown_tool" },
])("$tool leaves exactly one row: $outcome", async ({ tool, outcome, code, wasSent, throws }) => {
  const { context, organizationId } = await connected(tool.replace("_", "-"));
  if (throws === null) expect((await callTool(context, call(tool))).result.isError).toBe(true);
  else await expect(callTool(context, call(tool))).rejects.toMatchObject({ code: throws, sent: wasSent });
  expect(await onlyRow(organizationId)).toMatchObject({
    outcome,
    errorCode: code,
    wasSent,
    units: wasSent ? 1 : 0,
    exposedName: tool,
  });
});

test("a call that takes too long is timed out, one whose caller leaves is cancelled", async () => {
  const { context, organizationId } = await connected("patience");
  fixture.behave({ kind: "hang" }, "tools/call");
  await expect(callTool(context, call("shop_echo", { timeoutMs: 150 }))).rejects.toMatchObject({
    code: "timeout",
    sent: true,
  });
  const before = fixture.calls("echo");
  const leaving = new AbortController();
  const left = callTool(context, call("shop_echo", { signal: leaving.signal }));
  await waitFor(() => fixture.calls("echo") > before);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "cancelled" });
  expect((await rows(organizationId)).map(({ outcome, wasSent }) => [outcome, wasSent])).toEqual([
    ["timed_out", true],
    ["cancelled", true],
  ]);
});

test("paused connections, tools that are gone and servers that are away each leave one row that is free", async () => {
  const { context, organizationId, connectionId } = await connected("away");
  await updateConnection(context, { connection: connectionId, isPaused: true });
  await expect(callTool(context, call("shop_echo"))).rejects.toMatchObject({
    code: "connection_paused",
    sent: false,
  });
  const other = await startMcpFixture();
  await addConnection(context, { name: "gone", target: { kind: "http", url: other.url } });
  await services.snapshots.change(organizationId, (trx) =>
    trx.updateTable("tools").set({ isAvailable: false }).where("exposedName", "=", "gone_echo").execute(),
  );
  await expect(callTool(context, call("gone_echo"))).rejects.toMatchObject({
    code: "tool_unavailable",
    sent: false,
  });
  await services.snapshots.change(organizationId, (trx) =>
    trx.updateTable("tools").set({ isAvailable: true }).where("exposedName", "=", "gone_echo").execute(),
  );
  await other.close();
  await expect(callTool(context, call("gone_echo"))).rejects.toMatchObject({ sent: false, retryable: true });
  const left = await rows(organizationId);
  expect(left.map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
    ["refused", "connection_paused"],
    ["refused", "tool_unavailable"],
    ["error", "connection_refused"],
  ]);
  expect(left.map(({ units, wasSent }) => [units, wasSent])).toEqual([
    [0, false],
    [0, false],
    [0, false],
  ]);
});

test("a call over the month's limit leaves one free row; one that was not sent gives its unit back", async () => {
  const { context, organizationId } = await connected("quota");
  const away = await startMcpFixture();
  await addConnection(context, { name: "away", target: { kind: "http", url: away.url } });
  await away.close();
  await services.database.system
    .updateTable("organizations")
    .set({ plan: "free" })
    .where("id", "=", organizationId)
    .execute();
  await services.snapshots.change(organizationId, async () => undefined);
  const period = `${new Date().toISOString().slice(0, 7)}-01`;
  await services.database.system
    .insertInto("usagePeriods")
    .values({ organizationId, period, meter: "calls", used: 998 })
    .execute();
  await callTool(context, call("shop_echo"));
  await expect(callTool(context, call("away_echo"))).rejects.toMatchObject({
    code: "connection_refused",
    next: "Check its address, and that its server runs; then: patchops connections refresh away",
  });
  await callTool(context, call("shop_echo"));
  await expect(callTool(context, call("shop_echo"))).rejects.toMatchObject({
    code: "quota_exceeded",
    sent: false,
  });
  const ends = (await rows(organizationId)).map(({ outcome, errorCode, units }) => [
    outcome,
    errorCode,
    units,
  ]);
  expect(ends).toEqual([
    ["ok", null, 1],
    ["error", "connection_refused", 0],
    ["ok", null, 1],
    ["refused", "quota_exceeded", 0],
  ]);
});

test("a credential that cannot be opened ends as an error of ours that was not sent", async () => {
  const { context, organizationId, connectionId } = await connected("broken");
  await updateConnection(context, {
    connection: connectionId,
    credential: { kind: "bearer", token: "t-123456789012" },
  });
  await services.snapshots.change(organizationId, (trx) => trx.deleteFrom("dataKeys").execute());
  const before = fixture.calls("echo");
  await expect(callTool(context, call("shop_echo"))).rejects.toMatchObject({ code: "internal", sent: false });
  expect(fixture.calls("echo")).toBe(before);
  expect(await onlyRow(organizationId)).toMatchObject({ outcome: "error", errorCode: "internal", units: 0 });
});

test("who may not call leaves nothing and reaches nothing", async () => {
  const { context, organizationId } = await connected("scopeless");
  const readers: Context[] = [
    asApiKey(context, ["tools:read", "usage:read"]),
    { ...context, actor: { ...context.actor, role: "viewer", scopes: ["tools:read"] } },
  ];
  const before = fixture.calls();
  for (const reader of readers)
    await expect(callTool(reader, call("shop_echo"))).rejects.toMatchObject({ httpStatus: 403 });
  expect(fixture.calls()).toBe(before);
  expect(await rows(organizationId)).toEqual([]);
});

test("what was said is kept without secrets, for failed calls as well", async () => {
  const { context, organizationId } = await connected("speech");
  const { callId } = await callTool(
    context,
    call("shop_echo", { arguments: { password: "hunter2hunter2", q: "x" } }),
  );
  await expect(
    callTool(context, call("shop_hard", { arguments: { api_key: "sk-live-abcdefghijklmnop" } })),
  ).rejects.toThrow();
  await services.meter.flush();
  const kept = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("callPayloads").selectAll().execute(),
  );
  expect(kept).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toMatch(/hunter2|abcdefghijklmnop/);
  expect(JSON.stringify(kept.find((row) => Object.values(row).includes(callId)))).toContain('"q":"x"');
});

test("what was said keeps its keys in their order", async () => {
  const { context } = await connected("order");
  const said = { z: 1, a: { y: 2, b: 3 }, bb: 4 };
  const { callId } = await callTool(context, call("shop_echo", { arguments: said }));
  await services.meter.flush();
  const { payload } = await getCall(context, { id: callId });
  expect(JSON.stringify(payload?.arguments)).toBe(JSON.stringify(said));
});

test("a name with a null character is a refused call like any other", async () => {
  const { context, organizationId } = await connected("nul");
  await expect(callTool(context, call("a\0b"))).rejects.toMatchObject({ code: "unknown_tool" });
  expect(await onlyRow(organizationId)).toMatchObject({ outcome: "refused", exposedName: "a\ufffdb" });
});

test("one organization's calls never become another's rows", async () => {
  const [one, two] = [await connected("mine"), await connected("yours")];
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const { context } = n % 2 ? one : two;
      const answer = await callTool(
        context,
        call("shop_echo", { arguments: { n, of: context.actor.organizationId } }),
      );
      expect(answer.result).toMatchObject({
        content: [{ text: JSON.stringify({ n, of: context.actor.organizationId }) }],
      });
    }),
  );
  expect(await rows(one.organizationId)).toHaveLength(10);
  expect(await rows(two.organizationId)).toHaveLength(10);
});
