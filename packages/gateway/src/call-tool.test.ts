import { request } from "node:http";
import { plans } from "@patchops/contract";
import { updateConnection } from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, rpc } from "./testing/raw-client.ts";
import { send } from "./testing/send.ts";
import { messagesOf } from "./testing/stream.ts";

const gateway = await openTestGateway({ keepAliveMs: 600 });
const ada = await gateway.tenant("ada");

const whole = {
  content: [
    {
      type: "text",
      text: "line\nbreaks \u2028 and \u0000 and \ud83d\ude00",
      annotations: { audience: ["user"] },
    },
    { type: "image", data: "AAAA", mimeType: "image/png" },
    { type: "resource_link", uri: "file:///a", name: "a", unheardOf: 1 },
    { type: "unheard_of", any: { thing: [1, 2.5, null, true] } },
  ],
  structuredContent: { deep: { er: [{}] }, big: 12_345_678_901 },
  _meta: { "example.com/x": 1 },
  unheardOf: "kept",
};
let release: () => void = () => undefined;

const tools = [
  { name: "echo" },
  { name: "whole", call: () => whole },
  { name: "fails", call: () => ({ content: [{ type: "text", text: "no such file" }], isError: true }) },
  {
    name: "waits",
    call: () =>
      new Promise<Record<string, unknown>>((resolve) => {
        release = () => resolve({ content: [] });
      }),
  },
];
const fixture = await startMcpFixture({ tools });
afterAll(() => fixture.close());
await ada.connect(fixture.url, "fixture");
const mcp = `${gateway.url}/mcp`;
const client = await openRawClient(mcp, { apiKey: ada.apiKey });

const cancellations = () => fixture.requests.filter(({ method }) => method === "notifications/cancelled");
const callsReceived = () => fixture.requests.filter(({ method }) => method === "tools/call");

test("a result passes whole, fields that nobody knows included", async () => {
  const answer = await client.request("tools/call", { name: "fixture_whole" }, "w");
  expect(answer.headers["content-type"]).toBe("application/json");
  expect(answer.json).toEqual({ jsonrpc: "2.0", id: "w", result: whole });
});

test("a result with isError stays a result", async () => {
  const answer = await client.request("tools/call", { name: "fixture_fails" });
  expect(answer.json).toMatchObject({
    result: { content: [{ type: "text", text: "no such file" }], isError: true },
  });
});

test("an upstream's JSON-RPC error keeps its code and message", async () => {
  fixture.setTools([{ name: "echo" }]);
  const answer = await client.request("tools/call", { name: "fixture_whole" });
  fixture.setTools(tools);
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ error: { code: -32602, message: "Unknown tool: whole" } });
});

test("the client's key, cookies and forwarded headers stay here; its arguments and _meta go on (S7)", async () => {
  const before = callsReceived().length;
  await client.post(
    rpc(
      "tools/call",
      {
        name: "fixture_echo",
        arguments: { a: [1, "ä"] },
        _meta: { traceparent: "00-1-2-01", "example.com/own": 1, progressToken: "mine" },
      },
      1,
    ),
    {
      cookie: "patchops=secret-cookie",
      "x-forwarded-for": "203.0.113.9",
      forwarded: "for=203.0.113.9",
      "x-api-key": "secret-header",
      "mcp-session-id": client.sessionId,
    },
  );
  const [received] = callsReceived().slice(before);
  expect(received?.params).toMatchObject({
    name: "echo",
    arguments: { a: [1, "ä"] },
    _meta: { traceparent: "00-1-2-01", "example.com/own": 1 },
  });
  const text = JSON.stringify([received?.headers, received?.params]);
  for (const secret of [
    ada.apiKey,
    "secret-cookie",
    "203.0.113.9",
    "secret-header",
    client.sessionId,
    '"mine"',
  ]) {
    expect(text).not.toContain(secret);
  }
});

test("a client's place in its trace goes on, in the header and in _meta, though nobody collects traces here", async () => {
  const trace = { traceparent: `00-${"a1".repeat(16)}-${"b2".repeat(8)}-01`, tracestate: "vendor=1" };
  const echo = { name: "fixture_echo", arguments: {} };
  const before = callsReceived().length;
  await client.post(rpc("tools/call", echo, 1), { ...trace, "mcp-session-id": client.sessionId });
  await client.post(rpc("tools/call", { ...echo, _meta: trace }, 2), { "mcp-session-id": client.sessionId });
  await client.post(rpc("tools/call", { ...echo, _meta: { traceparent: "00-1-2-01" } }, 3), {
    traceparent: "00-0-0-01",
    "mcp-session-id": client.sessionId,
  });
  const received = callsReceived().slice(before);
  for (const { headers, params } of received.slice(0, 2)) {
    expect(headers).toMatchObject(trace);
    expect(params?._meta).toMatchObject(trace);
  }
  expect(received[2]?.headers).not.toHaveProperty("traceparent");
});

test.each([
  ["no params", undefined],
  ["no name", { arguments: {} }],
  ["a name that is none", { name: 7 }],
  ["arguments that are a list", { name: "fixture_echo", arguments: [] }],
  ["arguments that are a text", { name: "fixture_echo", arguments: "{}" }],
  ["a _meta that is a text", { name: "fixture_echo", _meta: "x" }],
])("%s: -32602", async (_, params) => {
  const answer = await client.request("tools/call", params);
  expect(answer.json).toMatchObject({ error: { code: -32602, data: { code: "invalid_input" } } });
  if (!params || !("_meta" in params)) return;
  const read = await client.request("resources/read", { uri: "any://thing", _meta: params._meta });
  expect(read.json).toMatchObject({ error: { code: -32602, data: { code: "invalid_input" } } });
});

test("an unknown tool is a JSON-RPC error that names the nearest", async () => {
  const answer = await client.request("tools/call", { name: "fixture_ehco" });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    error: {
      code: -32602,
      message: expect.stringContaining("Did you mean fixture_echo?"),
      data: { code: "unknown_tool", retryable: false, sent: false },
    },
  });
});

test("names and arguments that no database takes are metered like any other", async () => {
  const odd = "\u0000\ud800\u001b[31m";
  const answer = await client.request("tools/call", { name: odd, arguments: { [odd]: odd } });
  expect(answer.json).toMatchObject({ error: { code: -32602 } });
  await client.request("tools/call", { name: "fixture_echo", arguments: { [odd]: odd } });
  await gateway.services.meter.flush();
  const rows = await gateway.services.database.withOrganization(ada.organizationId, (trx) =>
    trx
      .selectFrom("usageEvents")
      .select("outcome")
      .where("kind", "=", "call")
      .orderBy("id", "desc")
      .limit(2)
      .execute(),
  );
  expect(rows).toEqual([{ outcome: "ok" }, { outcome: "refused" }]);
});

test("a paused connection is an isError result that says nothing was sent", async () => {
  const quiet = await startMcpFixture();
  afterAll(() => quiet.close());
  const connection = await ada.connect(quiet.url, "quiet");
  await updateConnection(ada.context, { connection, isPaused: true });
  const answer = await client.request("tools/call", { name: "quiet_echo" });
  expect(answer.json).toMatchObject({
    result: {
      isError: true,
      content: [
        { type: "text", text: expect.stringMatching(/paused.*Nothing was sent.*\(connection_paused\)$/) },
      ],
      _meta: { "patchops/error": { code: "connection_paused", retryable: false, sent: false } },
    },
  });
  expect(quiet.calls()).toBe(0);
});

test("an upstream that is gone is an isError result; the next connection answers", async () => {
  const gone = await startMcpFixture();
  await ada.connect(gone.url, "gone");
  await gone.close();
  const answer = await client.request("tools/call", { name: "gone_echo" });
  expect(answer.json).toMatchObject({
    result: {
      isError: true,
      content: [{ type: "text", text: expect.stringContaining("gone") }],
      _meta: { "patchops/error": { code: "connection_refused", retryable: true, sent: false } },
    },
  });
  expect((await client.request("tools/call", { name: "fixture_echo" })).json).toMatchObject({
    result: { content: [{ text: "{}" }] },
  });
});

test("what takes long becomes a stream that is kept alive; a client of JSON alone waits", async () => {
  for (const accept of ["application/json, text/event-stream", "application/json", "*/*"]) {
    const before = fixture.calls("waits");
    const waiting = client.post(rpc("tools/call", { name: "fixture_waits" }, "long"), { accept });
    await waitFor(() => fixture.calls("waits") > before);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    release();
    const answer = await waiting;
    const expected = { jsonrpc: "2.0", id: "long", result: { content: [] } };
    if (accept.includes("event-stream")) {
      expect(answer.headers["content-type"]).toBe("text/event-stream");
      expect(answer.text).toContain(": keep-alive");
      expect(messagesOf(answer.text)).toEqual([expected]);
    } else {
      expect(answer.json).toEqual(expected);
    }
  }
});

test("a client of event streams alone gets one", async () => {
  const streaming = { accept: "text/event-stream" };
  const answer = await client.post(rpc("tools/call", { name: "fixture_echo" }, 5), streaming);
  expect(answer.headers["content-type"]).toBe("text/event-stream");
  expect(messagesOf(answer.text)).toEqual([
    { jsonrpc: "2.0", id: 5, result: { content: [{ type: "text", text: "{}" }] } },
  ]);
});

test("notifications/cancelled ends the call upstream, and the client hears no more of it", async () => {
  const before = fixture.calls("waits");
  const waiting = client.post(rpc("tools/call", { name: "fixture_waits" }, "to cancel"));
  await waitFor(() => fixture.calls("waits") > before);
  const call = callsReceived().at(-1);
  await client.post(rpc("notifications/cancelled", { requestId: "to cancel", reason: "enough" }));
  const answer = await waiting;
  expect([answer.status, messagesOf(answer.text)]).toEqual([200, []]);
  const cancelled = await waitFor(() =>
    fixture.requests.find(({ method }) => method === "notifications/cancelled"),
  );
  expect(cancelled.params?.requestId).toBe(call?.id);
  expect(call?.id).not.toBe("to cancel");
  await waitFor(async () => {
    await gateway.services.meter.flush();
    const rows = await gateway.services.database.withOrganization(ada.organizationId, (trx) =>
      trx.selectFrom("usageEvents").select("outcome").where("tool", "=", "waits").execute(),
    );
    return rows.some(({ outcome }) => outcome === "cancelled");
  });
});

test.each([
  ["an event stream", "application/json, text/event-stream"],
  ["JSON", "application/json"],
])(
  "a client that leaves while it waits for %s cancels its calls, and their places are free again",
  async (_, accept) => {
    const leaver = await gateway.tenant(`leaver-${accept.length}`);
    await leaver.connect(fixture.url, "fixture");
    const { organizationId } = leaver;
    await gateway.services.snapshots.change(organizationId, (trx) =>
      trx.updateTable("organizations").set({ plan: "free" }).where("id", "=", organizationId).execute(),
    );
    const leaving = await openRawClient(mcp, { apiKey: leaver.apiKey });
    const { concurrentCalls } = plans.free;
    const before = fixture.calls("waits");
    const cancelledBefore = cancellations().length;
    const sockets = Array.from({ length: concurrentCalls }, (_unused, id) => {
      const waiting = request(mcp, { method: "POST", agent: false, headers: leaving.headers({ accept }) });
      waiting.on("error", () => undefined);
      waiting.end(JSON.stringify(rpc("tools/call", { name: "fixture_waits" }, id)));
      return waiting;
    });
    await waitFor(() => fixture.calls("waits") === before + concurrentCalls);
    const refused = await leaving.request("tools/call", { name: "fixture_echo" }, "one more");
    expect(refused.json).toMatchObject({
      result: {
        isError: true,
        _meta: { "patchops/error": { code: "too_many_calls", retryAfterSeconds: 1 } },
      },
    });
    expect(refused.headers).toMatchObject({
      "retry-after": "1",
      "ratelimit-policy": '"organization";q=1200;w=60, "key";q=1200;w=60',
      ratelimit: expect.stringMatching(/^"organization";r=1[12]\d\d;t=\d+, "key";r=1[12]\d\d;t=\d+$/),
    });
    const sentIds = callsReceived()
      .slice(-concurrentCalls)
      .map(({ id }) => id);
    for (const socket of sockets) socket.destroy();
    await waitFor(() => cancellations().length === cancelledBefore + concurrentCalls);
    const cancelledIds = cancellations()
      .slice(cancelledBefore)
      .map(({ params }) => params?.requestId);
    expect(cancelledIds.toSorted()).toEqual(sentIds.toSorted());
    expect((await leaving.request("tools/call", { name: "fixture_echo" })).json).toMatchObject({
      result: { content: [{ text: "{}" }] },
    });
    await gateway.services.meter.flush();
    const rows = await gateway.services.database.withOrganization(organizationId, (trx) =>
      trx
        .selectFrom("usageEvents")
        .select(["tool", "outcome", "wasSent"])
        .where("kind", "=", "call")
        .execute(),
    );
    expect(rows.filter(({ tool }) => tool === "waits")).toEqual(
      sentIds.map(() => ({ tool: "waits", outcome: "cancelled", wasSent: true })),
    );
  },
);

test("another session cannot cancel it", async () => {
  const other = await openRawClient(mcp, { apiKey: ada.apiKey });
  const before = fixture.calls("waits");
  const waiting = client.request("tools/call", { name: "fixture_waits" }, "mine");
  await waitFor(() => fixture.calls("waits") > before);
  await other.post(rpc("notifications/cancelled", { requestId: "mine" }));
  await other.request("ping");
  release();
  expect(messagesOf((await waiting).text).concat((await waiting).json ?? [])).toMatchObject([
    { id: "mine", result: {} },
  ]);
});

test("DELETE cancels the session's calls", async () => {
  const leaving = await openRawClient(mcp, { apiKey: ada.apiKey });
  const before = fixture.calls("waits");
  const waiting = leaving.request("tools/call", { name: "fixture_waits" });
  await waitFor(() => fixture.calls("waits") > before);
  const ended = await fetch(mcp, {
    method: "DELETE",
    headers: { authorization: `Bearer ${ada.apiKey}`, "mcp-session-id": leaving.sessionId },
  });
  expect(ended.status).toBe(204);
  expect(messagesOf((await waiting).text)).toEqual([]);
});

test.each(["notifications/cancelled", "DELETE"])("%s cancels a call that another node has", async (how) => {
  const here = await openRawClient(mcp, { apiKey: ada.apiKey });
  const elsewhere = `${await gateway.anotherNode()}/mcp`;
  const before = fixture.calls("waits");
  const cancelledBefore = cancellations().length;
  const waiting = here.request("tools/call", { name: "fixture_waits" }, "far");
  await waitFor(() => fixture.calls("waits") > before);
  const body = JSON.stringify(rpc("notifications/cancelled", { requestId: "far" }));
  const told = await (how === "DELETE"
    ? send(elsewhere, { method: "DELETE", headers: here.headers() })
    : send(elsewhere, { headers: here.headers(), body }));
  expect(told.status).toBe(how === "DELETE" ? 204 : 202);
  expect(messagesOf((await waiting).text)).toEqual([]);
  await waitFor(() => cancellations().length === cancelledBefore + 1);
});
