import { legacyVersions } from "@patchops/protocol";
import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient, rpc } from "../testing/raw-client.ts";
import { send } from "../testing/send.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const bob = await gateway.tenant("bob");
const fixture = await startMcpFixture({ instructions: "Echo, and nothing else." });
afterAll(() => fixture.close());
await ada.connect(fixture.url, "fixture");

const mcp = `${gateway.url}/mcp`;
const headers = {
  authorization: `Bearer ${ada.apiKey}`,
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

const hello = (protocolVersion: string) =>
  JSON.stringify(
    rpc(
      "initialize",
      { protocolVersion, capabilities: {}, clientInfo: { name: "hand", version: "3" } },
      "hello",
    ),
  );

test.each(legacyVersions)("a client of %s shakes hands, lists and calls", async (protocolVersion) => {
  const welcome = await send(mcp, { headers, body: hello(protocolVersion) });
  expect(welcome.status).toBe(200);
  expect(welcome.headers["content-type"]).toBe("application/json");
  expect(welcome.json).toEqual({
    jsonrpc: "2.0",
    id: "hello",
    result: {
      protocolVersion,
      capabilities: { tools: { listChanged: true } },
      serverInfo: { name: "patchops", title: "PatchOps", version: "0.0.0-test" },
      instructions: expect.stringContaining("Connected: fixture."),
    },
  });
  const client = await openRawClient(mcp, { apiKey: ada.apiKey, protocolVersion });
  expect((await client.post(rpc("notifications/initialized"))).status).toBe(202);
  expect((await client.request("ping")).json).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  expect((await client.request("tools/list")).json).toMatchObject({
    result: { tools: [{ name: "fixture_echo" }] },
  });
  const called = await client.request("tools/call", { name: "fixture_echo", arguments: { a: 1 } }, "call");
  expect(called.json).toEqual({
    jsonrpc: "2.0",
    id: "call",
    result: { content: [{ type: "text", text: '{"a":1}' }] },
  });
});

test.each(["2099-01-01", "2026-07-28", "draft", ""])(
  "asked for %j, the newest legacy revision is offered",
  async (version) => {
    const welcome = await send(mcp, { headers, body: hello(version) });
    expect(welcome.json).toMatchObject({ result: { protocolVersion: "2025-11-25" } });
  },
);

test("initialize without a revision is told what it lacks", async () => {
  const answer = await send(mcp, { headers, body: JSON.stringify(rpc("initialize", {}, 9)) });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ id: 9, error: { code: -32602 } });
});

test("a connection's endpoint passes its server's instructions on", async () => {
  const welcome = await send(`${gateway.url}/mcp/c/fixture`, { headers, body: hello("2025-11-25") });
  expect(welcome.json).toMatchObject({ result: { instructions: "Echo, and nothing else." } });
});

test("a request without a session: 400; with an unknown one: 404", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const missing = await client.post(rpc("tools/list", {}, 1), { "mcp-session-id": undefined });
  expect(missing.status).toBe(400);
  for (const sessionId of ["nonsense", client.sessionId.slice(0, -1), `${client.sessionId}x`]) {
    const unknown = await client.post(rpc("tools/list", {}, 1), { "mcp-session-id": sessionId });
    expect(unknown.status).toBe(404);
  }
  for (const method of ["GET", "DELETE"]) {
    const accept = { ...headers, accept: "text/event-stream" };
    expect((await send(mcp, { method, headers: accept })).status).toBe(400);
    const foreign = { ...accept, "mcp-session-id": "nonsense" };
    expect((await send(mcp, { method, headers: foreign })).status).toBe(404);
  }
});

test("a session of one serves nobody else, known to this node or not (S11)", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const asBob = { authorization: `Bearer ${bob.apiKey}` };
  for (const isForgotten of [false, true]) {
    if (isForgotten) await gateway.restart();
    expect((await client.post(rpc("tools/list", {}, 1), asBob)).status).toBe(404);
    const stolen = { ...headers, ...asBob, accept: "text/event-stream", "mcp-session-id": client.sessionId };
    expect((await send(mcp, { method: "GET", headers: stolen })).status).toBe(404);
    expect((await send(mcp, { method: "DELETE", headers: stolen })).status).toBe(404);
    expect((await client.request("tools/list")).status).toBe(200);
  }
  const { key } = await ada.key(["tools:read"]);
  expect((await client.post(rpc("tools/list", {}, 1), { authorization: `Bearer ${key}` })).status).toBe(200);
});

test("a session belongs to its endpoint", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const elsewhere = await send(`${gateway.url}/mcp/c/fixture`, {
    headers: { ...headers, "mcp-session-id": client.sessionId },
    body: JSON.stringify(rpc("tools/list", {}, 1)),
  });
  expect(elsewhere.status).toBe(404);
});

test("DELETE ends a session for good, on every node", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const ending = { ...headers, "mcp-session-id": client.sessionId };
  expect((await send(mcp, { method: "DELETE", headers: ending })).status).toBe(204);
  expect((await client.request("ping")).status).toBe(404);
  expect((await send(mcp, { method: "DELETE", headers: ending })).status).toBe(404);
  await gateway.restart();
  expect((await client.request("ping")).status).toBe(404);
});

test("a session lives on when the gateway is made anew", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey, protocolVersion: "2025-03-26" });
  await gateway.restart();
  expect((await client.request("tools/call", { name: "fixture_echo" })).status).toBe(200);
  const batch = await client.post([rpc("ping", {}, 1)]);
  expect(batch.json).toEqual([{ jsonrpc: "2.0", id: 1, result: {} }]);
});

test("a revision that we do not speak is refused in the header, an older one is not", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const unknown = await client.post(rpc("ping", {}, 1), { "mcp-protocol-version": "1999-01-01" });
  expect(unknown.status).toBe(400);
  const older = await client.post(rpc("ping", {}, 1), { "mcp-protocol-version": "2025-06-18" });
  expect(older.status).toBe(200);
  const missing = await client.post(rpc("ping", {}, 1), { "mcp-protocol-version": undefined });
  expect(missing.status).toBe(200);
});

test("an unknown method is an error of the legacy era: 200 and -32601", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  for (const method of ["server/subscribe", "tasks/do", "no/such", "__proto__"]) {
    const answer = await client.request(method);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ error: { code: -32601 } });
  }
});

test("notifications and stray answers are taken without a word", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  for (const message of [
    rpc("notifications/roots/list_changed"),
    rpc("notifications/cancelled", { requestId: "never seen" }),
    rpc("notifications/unheard of"),
    { jsonrpc: "2.0", id: 7, result: {} },
    { jsonrpc: "2.0", id: 8, error: { code: -1, message: "no" } },
  ]) {
    const answer = await client.post(message);
    expect([answer.status, answer.text]).toEqual([202, ""]);
  }
});

test("2025-03-26 has batches: every request is answered, the rest is not; other revisions have none", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey, protocolVersion: "2025-03-26" });
  const answer = await client.post([
    rpc("ping", {}, "a"),
    rpc("notifications/initialized"),
    rpc("tools/call", { name: "fixture_echo", arguments: { n: 2 } }, "b"),
    rpc("no/such", {}, "c"),
  ]);
  expect(answer.status).toBe(200);
  expect(answer.json).toHaveLength(3);
  expect(answer.json).toEqual(
    expect.arrayContaining([
      { jsonrpc: "2.0", id: "a", result: {} },
      { jsonrpc: "2.0", id: "b", result: { content: [{ type: "text", text: '{"n":2}' }] } },
      expect.objectContaining({ id: "c", error: expect.objectContaining({ code: -32601 }) }),
    ]),
  );
  expect((await client.post([rpc("notifications/initialized")])).status).toBe(202);
  for (const protocolVersion of ["2024-11-05", "2025-06-18", "2025-11-25"]) {
    const other = await openRawClient(mcp, { apiKey: ada.apiKey, protocolVersion });
    expect((await other.post([rpc("ping", {}, 1)])).status).toBe(400);
  }
});

test("the prompt session is written down: who, with what, where", async () => {
  const client = await openRawClient(mcp, {
    apiKey: ada.apiKey,
    clientInfo: { name: "claude-code", version: "2.1.0" },
  });
  await client.request("tools/call", { name: "fixture_echo" });
  await gateway.services.meter.flush();
  const { session, event } = await gateway.services.database.withOrganization(
    ada.organizationId,
    async (trx) => ({
      session: await trx
        .selectFrom("promptSessions")
        .selectAll()
        .where("clientName", "=", "claude-code")
        .executeTakeFirstOrThrow(),
      event: await trx
        .selectFrom("usageEvents")
        .selectAll()
        .where("kind", "=", "call")
        .where("clientName", "=", "claude-code")
        .executeTakeFirstOrThrow(),
    }),
  );
  expect(session).toMatchObject({ endpoint: "/mcp", protocolVersion: "2025-11-25", clientVersion: "2.1.0" });
  expect(session.tokenHash).not.toBe(client.sessionId);
  expect(event).toMatchObject({
    via: "mcp",
    method: "tools/call",
    promptSessionId: session.id,
    connectionSlug: "fixture",
    tool: "echo",
    outcome: "ok",
    userId: ada.userId,
  });
});
