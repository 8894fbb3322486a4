import { connect } from "node:net";
import { newId } from "@patchops/contract";
import { modernMetaKeys, modernVersion } from "@patchops/protocol";
import { revokeApiKey } from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { createApiKeyText } from "@patchops/vault";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, rpc } from "./testing/raw-client.ts";
import { send } from "./testing/send.ts";

const gateway = await openTestGateway({ bodyTimeoutMs: 2_000 });
const ada = await gateway.tenant("ada");
const fixture = await startMcpFixture();
afterAll(() => fixture.close());
await ada.connect(fixture.url, "fixture");

const mcp = `${gateway.url}/mcp`;
const hello = JSON.stringify(
  rpc(
    "initialize",
    { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    1,
  ),
);
const headers = {
  authorization: `Bearer ${ada.apiKey}`,
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

async function refusedReasons(): Promise<string[]> {
  const rows = await gateway.services.database.transaction((trx) =>
    trx.selectFrom("refusedAttempts").select(["reason", "endpoint", "userAgent"]).orderBy("id").execute(),
  );
  return rows.map(({ reason, endpoint, userAgent }) => `${reason} ${endpoint} ${userAgent ?? ""}`);
}

test("without a key: 401, and the challenge says where the resource is described (S6)", async () => {
  for (const [path, method] of [
    ["/mcp", "POST"],
    ["/mcp", "GET"],
    ["/mcp", "DELETE"],
    ["/mcp/c/fixture", "POST"],
  ] as const) {
    const { authorization: _, ...anonymous } = headers;
    const answer = await send(gateway.url + path, {
      method,
      headers: { ...anonymous, "user-agent": "probe/1" },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe(
      `Bearer resource_metadata="${gateway.url}/.well-known/oauth-protected-resource${path}", scope="tools:read tools:call"`,
    );
    expect(answer.json).toMatchObject({
      jsonrpc: "2.0",
      id: null,
      error: { data: { code: "unauthenticated", retryable: false } },
    });
  }
  await waitFor(async () => (await refusedReasons()).includes("no_key /mcp/c/fixture probe/1"));
});

test("the id of a refused request leads to its line in the log, which says why and repeats nothing of it", async () => {
  const session = await openRawClient(mcp, { apiKey: ada.apiKey });
  const _meta = { [modernMetaKeys.protocolVersion]: modernVersion, [modernMetaKeys.clientCapabilities]: {} };
  const alone = (method: string, name: string) =>
    send(mcp, {
      headers: {
        ...headers,
        "mcp-protocol-version": modernVersion,
        "mcp-method": method,
        ...(method === "tools/call" && { "mcp-name": name }),
      },
      body: JSON.stringify(rpc(method, { name, arguments: {}, _meta }, 1)),
    });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const answers = [
    { code: "unknown_tool", answer: await session.request("tools/call", { name: "canary" }) },
    { code: "invalid_input", answer: await session.request("tools/call", { canary: 1 }) },
    { code: "not_found", answer: await session.request("canary/method") },
    { code: "unknown_tool", answer: await alone("tools/call", "canary") },
    { code: "not_found", answer: await alone("canary/method", "canary") },
    {
      code: "invalid_request",
      answer: await send(`${gateway.url}/oauth/token`, { headers: form, body: "grant_type=canary" }),
    },
  ];
  for (const { code, answer } of answers) {
    const id = answer.headers["x-request-id"];
    expect(gateway.told.filter(({ requestId }) => requestId === id)).toEqual([{ code, requestId: id }]);
  }
});

test("a wrong, cut, foreign or revoked key: 401 with invalid_token, and the setup card hears why", async () => {
  const revoked = await ada.key(["tools:call"]);
  await revokeApiKey(ada.context, { id: revoked.id });
  const wrong: [string, string, string][] = [
    ["Bearer nonsense", "malformed_key", "malformed/1"],
    ["Basic YTpi", "malformed_key", "basic/1"],
    ["Bearer", "malformed_key", "empty/1"],
    [`Bearer ${ada.apiKey.slice(0, -4)}`, "malformed_key", "cut/1"],
    [`Bearer ${createApiKeyText(ada.organizationId, newId()).text}`, "unknown_key", "unknown/1"],
    [`Bearer ${createApiKeyText(newId(), newId()).text}`, "unknown_key", "nowhere/1"],
    [`Bearer ${revoked.key}`, "revoked_key", "revoked/1"],
  ];
  for (const [authorization, reason, agent] of wrong) {
    const refused = { headers: { ...headers, authorization, "user-agent": agent }, body: hello };
    const answer = await send(mcp, refused);
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain('Bearer error="invalid_token", resource_metadata=');
    expect(answer.json).toMatchObject({ error: { data: { details: { reason } } } });
    expect(answer.text).not.toContain(authorization.slice(7) || "never");
    await waitFor(async () => {
      // Only so many are noted in a second.
      await send(mcp, refused);
      return (await refusedReasons()).includes(`${reason} /mcp ${agent}`);
    });
  }
});

test.each(["access_token", "token", "api_key", "key", "Authorization"])(
  "a key in the query (%s) is refused, even beside a good header (S6)",
  async (name) => {
    const answer = await send(`${mcp}?${name}=${ada.apiKey}`, { headers, body: hello });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain("resource_metadata=");
    expect(answer.text).not.toContain(ada.apiKey);
  },
);

test("another query harms nothing; a key under any name does", async () => {
  expect((await send(`${mcp}?client=cursor`, { headers, body: hello })).status).toBe(200);
  expect((await send(`${mcp}?anything=${ada.apiKey}`, { headers, body: hello })).status).toBe(401);
});

test.each(["evil.example", `evil.example:${gateway.port}`, "127.0.0.1.evil.example"])(
  "the Host %s is refused with 403 before anything else (S5)",
  async (host) => {
    const answer = await send(mcp, { headers: { ...headers, host }, body: hello });
    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({ error: { data: { code: "origin_refused" } } });
  },
);

test.each(["https://evil.example", "null", "http://127.0.0.1:1", "https://app.example.evil.example"])(
  "the Origin %s is refused with 403, preflight and all (S5)",
  async (origin) => {
    for (const method of ["POST", "GET", "DELETE", "OPTIONS"]) {
      const answer = await send(mcp, { method, headers: { ...headers, origin } });
      expect(answer.status).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  },
);

test("a configured origin may call, and read what it needs; never with a wildcard (S5)", async () => {
  const origin = "https://app.example";
  const preflight = await send(mcp, { method: "OPTIONS", headers: { origin } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-headers": expect.stringContaining("mcp-session-id"),
    vary: "origin",
  });
  expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();
  const answer = await send(mcp, { headers: { ...headers, origin }, body: hello });
  expect(answer.status).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBe(origin);
  expect(answer.headers["access-control-expose-headers"]).toContain("mcp-session-id");
  const modern = await send(mcp, {
    headers: { ...headers, origin, "mcp-protocol-version": modernVersion, "mcp-method": "tools/list" },
    body: JSON.stringify(
      rpc(
        "tools/list",
        {
          _meta: { [modernMetaKeys.protocolVersion]: modernVersion, [modernMetaKeys.clientCapabilities]: {} },
        },
        1,
      ),
    ),
  });
  expect(modern.status).toBe(200);
  expect(modern.headers["access-control-allow-origin"]).toBe(origin);
  // A refusal can be read as well: what is missing stands in it.
  const { authorization: _, ...anonymous } = headers;
  const refused = await send(mcp, { headers: { ...anonymous, origin }, body: hello });
  expect(refused.status).toBe(401);
  expect(refused.headers["access-control-allow-origin"]).toBe(origin);
  expect(refused.headers["access-control-expose-headers"]).toContain("www-authenticate");
  const own = await send(mcp, { headers: { ...headers, origin: gateway.url }, body: hello });
  expect(own.status).toBe(200);
  expect(own.headers["access-control-allow-origin"]).toBeUndefined();
});

test("a preflight lets the headers of both eras through, and what a tool's parameters are repeated in", async () => {
  const asked = "Authorization, Mcp-Method, Mcp-Name, Mcp-Param-Region, Mcp-Param-X:y, X-Evil";
  const preflight = await send(mcp, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": asked,
    },
  });
  const allowed = String(preflight.headers["access-control-allow-headers"]).split(", ");
  expect(allowed).toEqual(
    expect.arrayContaining([
      "authorization",
      "content-type",
      "mcp-protocol-version",
      "mcp-session-id",
      "mcp-method",
      "mcp-name",
      "mcp-param-region",
    ]),
  );
  expect(allowed.join()).not.toMatch(/evil|x:y|\*/);
});

test.each(["/mcp/p/reading", "/mcp/c/", "/mcp/c/a/b", "/mcpx"])("there is nothing at %s", async (path) => {
  expect((await send(gateway.url + path, { headers, body: hello })).status).toBe(404);
});

test("a connection that does not exist, or is another organization's, is the same 404 (S8)", async () => {
  const bob = await gateway.tenant("bob");
  const foreign = await send(`${gateway.url}/mcp/c/fixture`, {
    headers: { ...headers, authorization: `Bearer ${bob.apiKey}` },
    body: hello,
  });
  const unknown = await send(`${gateway.url}/mcp/c/nothing`, { headers, body: hello });
  expect([foreign.status, unknown.status]).toEqual([404, 404]);
  const body = (text: string) => text.replace(/"requestId":"[^"]*"/, "");
  expect(body(foreign.text)).toBe(body(unknown.text));
});

test("other methods: 405 with those that are allowed", async () => {
  for (const method of ["PUT", "PATCH"]) {
    const answer = await send(mcp, { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("GET, POST, DELETE, OPTIONS");
  }
});

test("32 MiB are answered 413, announced or not, and the connection serves on (S31)", async () => {
  const body = Buffer.alloc(32 * 1_048_576, " ");
  const announced = await send(mcp, { headers: { ...headers, "content-length": String(body.length) }, body });
  expect(announced.status).toBe(413);
  expect(announced.json).toMatchObject({ error: { data: { code: "too_large" } } });
  const chunked = await send(mcp, { headers: { ...headers, "transfer-encoding": "chunked" }, body });
  expect(chunked.status).toBe(413);
  expect((await send(mcp, { headers, body: hello })).status).toBe(200);
});

test.each([
  ["no JSON", "{", -32700],
  ["nothing", "", -32700],
  ["JSON of no RPC", '{"hello":1}', -32600],
  ["JSON-RPC 1.0", '{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
  ["an id that is null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
  ["an empty batch", "[]", -32600],
  [
    "a batch that is too long",
    JSON.stringify(Array.from({ length: 101 }, (_, n) => rpc("ping", {}, n))),
    -32600,
  ],
  ["a batch of two with the same id", JSON.stringify([rpc("ping", {}, 1), rpc("ping", {}, 1)]), -32600],
  ["a text that is no UTF-8", Buffer.from([0x22, 0xc0, 0xaf, 0x22]), -32700],
  ["100,000 arrays", "[".repeat(100_000) + "]".repeat(100_000), -32600],
  ["100,000 objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, -32600],
])("%s is answered 400 as JSON-RPC (S31)", async (_, body, code) => {
  const answer = await send(mcp, { headers, body });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ jsonrpc: "2.0", id: null, error: { code } });
});

test("only JSON is read, and not compressed", async () => {
  for (const changes of [
    { "content-type": "text/plain" },
    { "content-type": "application/x-www-form-urlencoded" },
    { "content-type": "application/jsonx" },
    { "content-encoding": "gzip" },
  ]) {
    expect((await send(mcp, { headers: { ...headers, ...changes }, body: hello })).status).toBe(415);
  }
  const charset = { "content-type": "application/json; charset=utf-8" };
  expect((await send(mcp, { headers: { ...headers, ...charset }, body: hello })).status).toBe(200);
});

test("a client that reads neither JSON nor event streams is told so", async () => {
  expect((await send(mcp, { headers: { ...headers, accept: "text/html" }, body: hello })).status).toBe(400);
  expect((await send(mcp, { method: "GET", headers: { ...headers, accept: "text/html" } })).status).toBe(405);
});

test("who does not finish the body is cut off; the others are served (S31)", async () => {
  const socket = connect(gateway.port, "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const lines = [
    "POST /mcp HTTP/1.1",
    `host: 127.0.0.1:${gateway.port}`,
    `authorization: Bearer ${ada.apiKey}`,
    "content-type: application/json",
    "content-length: 1000",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n{`);
  expect((await send(mcp, { headers, body: hello })).status).toBe(200);
  await closed;
});

test("a key without the scope: 403 with insufficient_scope, noted for the setup card", async () => {
  const { key: reader } = await ada.key(["tools:read"]);
  const reading = await openRawClient(mcp, { apiKey: reader });
  expect((await reading.request("tools/list")).status).toBe(200);
  const refused = await reading.request("tools/call", { name: "fixture_echo" }, "x");
  expect(refused.status).toBe(403);
  expect(refused.headers["www-authenticate"]).toMatch(
    /^Bearer error="insufficient_scope", resource_metadata="[^"]+\/mcp", scope="tools:call"$/,
  );
  expect(refused.json).toMatchObject({ id: "x", error: { data: { code: "insufficient_scope" } } });
  expect(fixture.calls()).toBe(0);
  await waitFor(async () => {
    await reading.request("tools/call", { name: "fixture_echo" });
    return (await refusedReasons()).some((line) => line.startsWith("scope /mcp"));
  });

  const { key: caller } = await ada.key(["tools:call"]);
  const calling = await openRawClient(mcp, { apiKey: caller });
  expect((await calling.request("tools/call", { name: "fixture_echo" })).status).toBe(200);
  expect((await calling.request("tools/list")).status).toBe(403);

  const { key: neither } = await ada.key(["usage:read"]);
  const none = await send(mcp, { headers: { ...headers, authorization: `Bearer ${neither}` }, body: hello });
  expect(none.status).toBe(403);
});

test("every answer names its request and holds no inner detail (S40)", async () => {
  const answer = await send(mcp, { headers, body: "{" });
  expect(answer.headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
  const id = answer.headers["x-request-id"];
  expect(answer.json).toMatchObject({ error: { data: { requestId: id } } });
  expect(answer.text).not.toMatch(/ at |node:|\/packages\/|SyntaxError/);
});

test("__proto__ in a message changes no object (S32)", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const before = Object.getOwnPropertyNames(Object.prototype);
  const args = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const text = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fixture_echo","arguments":${args},"_meta":${args}}}`;
  const answer = await send(mcp, { headers: { ...headers, "mcp-session-id": client.sessionId }, body: text });
  expect(answer.status).toBe(200);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});
