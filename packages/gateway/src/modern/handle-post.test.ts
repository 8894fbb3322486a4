import { modernMetaKeys, modernVersion, supportedVersions } from "@patchops/protocol";
import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { rpc } from "../testing/raw-client.ts";
import { send } from "../testing/send.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstream = await startFullServer("legacy");
afterAll(() => upstream.close());
await ada.connect(upstream.url, "full");
const mcp = `${gateway.url}/mcp`;

const meta = {
  [modernMetaKeys.protocolVersion]: modernVersion,
  [modernMetaKeys.clientCapabilities]: {},
  [modernMetaKeys.clientInfo]: { name: "modern", version: "1" },
};

/** A request as this era writes it; what is given replaces parts of it, undefined takes a header away. */
function ask(
  method: string,
  params: Record<string, unknown> = {},
  given: { meta?: Record<string, unknown>; headers?: Record<string, string | undefined>; id?: number } = {},
) {
  const name = params.name ?? params.uri;
  const all: Record<string, string | undefined> = {
    authorization: `Bearer ${ada.apiKey}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": modernVersion,
    "mcp-method": method,
    ...(typeof name === "string" ? { "mcp-name": name } : {}),
    ...given.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const body = JSON.stringify(rpc(method, { ...params, _meta: given.meta ?? meta }, given.id ?? 7));
  return send(mcp, { headers, body });
}

test("server/discover says which revisions and capabilities there are, and who we are", async () => {
  const answer = await ask("server/discover");
  expect(answer.status).toBe(200);
  expect(answer.headers["mcp-session-id"]).toBeUndefined();
  expect(answer.json).toMatchObject({
    id: 7,
    result: {
      resultType: "complete",
      supportedVersions,
      capabilities: {
        tools: { listChanged: true },
        prompts: {},
        resources: {},
        completions: {},
        logging: {},
      },
      cacheScope: "private",
      _meta: { [modernMetaKeys.serverInfo]: { name: "patchops" } },
    },
  });
});

test.each([
  ["no revision in _meta", { meta: {} }, -32602],
  ["no capabilities", { meta: { [modernMetaKeys.protocolVersion]: modernVersion } }, -32602],
  ["another revision in the header", { headers: { "mcp-protocol-version": "2025-11-25" } }, -32020],
  ["no revision in the header", { headers: { "mcp-protocol-version": undefined } }, -32020],
  ["another method in the header", { headers: { "mcp-method": "tools/call" } }, -32020],
  ["no method in the header", { headers: { "mcp-method": undefined } }, -32020],
])("%s is refused with 400", async (_what, given, code) => {
  const answer = await ask("tools/list", {}, given);
  expect([answer.status, answer.json]).toMatchObject([400, { id: 7, error: { code } }]);
});

test("a revision that nobody speaks is refused with those that we do", async () => {
  const headers = { "mcp-protocol-version": "2030-01-01" };
  const unknown = { ...meta, [modernMetaKeys.protocolVersion]: "2030-01-01" };
  const answer = await ask("tools/list", {}, { headers, meta: unknown });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({
    error: { code: -32022, data: { supported: supportedVersions, requested: "2030-01-01" } },
  });
});

test("a name in the header is the body's, in plain or in Base64", async () => {
  const call = (name: string) =>
    ask("tools/call", { name: "full_test_simple_text", arguments: {} }, { headers: { "mcp-name": name } });
  expect((await call(" full_test_simple_text ")).status).toBe(200);
  const encoded = Buffer.from("full_test_simple_text").toString("base64");
  expect((await call(`=?base64?${encoded}?=`)).status).toBe(200);
  expect((await call("full_test_image_content")).json).toMatchObject({ error: { code: -32020 } });
});

test("what the era does not have is 404 and -32601, its own envelope or not", async () => {
  for (const method of ["initialize", "ping", "logging/setLevel", "resources/subscribe", "no/such"]) {
    const answer = await ask(method);
    expect([method, answer.status, answer.json]).toMatchObject([
      method,
      404,
      { id: 7, error: { code: -32601 } },
    ]);
  }
});

test("lists hold for a moment and for this caller; calls answer whole", async () => {
  const list = await ask("tools/list");
  expect(list.json).toMatchObject({
    result: { resultType: "complete", ttlMs: 5_000, cacheScope: "private" },
  });
  const again = await ask("tools/list");
  expect(again.text).toBe(list.text);
  const call = await ask("tools/call", { name: "full_test_simple_text", arguments: {} });
  expect(call.json).toMatchObject({ result: { resultType: "complete", content: [{ type: "text" }] } });
  const read = await ask("resources/read", { uri: "test://static-text" });
  expect(read.json).toMatchObject({
    result: { ttlMs: 0, cacheScope: "private", contents: [{ uri: "test://static-text" }] },
  });
});

test("a resource that is not there is -32602 with its uri, whichever code the upstream had", async () => {
  const answer = await ask("resources/read", { uri: "nowhere://at/all" });
  expect(answer.json).toMatchObject({ error: { code: -32602, data: { uri: "nowhere://at/all" } } });
});

test("a state that was not sealed for this request is refused", async () => {
  const params = {
    name: "full_test_simple_text",
    arguments: {},
    requestState: "made-up",
    inputResponses: {},
  };
  expect((await ask("tools/call", params)).json).toMatchObject({ error: { code: -32602 } });
});

test("a request of another tenant's key sees nothing of it", async () => {
  const bob = await gateway.tenant("bob");
  const headers = { authorization: `Bearer ${bob.apiKey}` };
  expect((await ask("tools/list", {}, { headers })).json).toMatchObject({ result: { tools: [] } });
});

test("a call beyond its rate is a result that says how long to wait, as its HTTP fields do", async () => {
  const cleo = await gateway.tenant("cleo");
  await cleo.connect(upstream.url, "full");
  const { organizationId } = cleo;
  await gateway.services.snapshots.change(organizationId, (trx) =>
    trx
      .insertInto("planOverrides")
      .values({
        organizationId,
        field: "rate.organizationPerMinute",
        value: "1",
        reason: "a test",
        endsAt: null,
      })
      .execute(),
  );
  const call = () =>
    ask(
      "tools/call",
      { name: "full_test_simple_text", arguments: {} },
      { headers: { authorization: `Bearer ${cleo.apiKey}` } },
    );
  expect((await call()).json).not.toHaveProperty("result.isError");
  const answer = await call();
  expect(answer.json).toMatchObject({
    result: {
      isError: true,
      _meta: { "patchops/error": { code: "rate_limited", retryAfterSeconds: expect.any(Number) } },
    },
  });
  expect(answer).toMatchObject({
    status: 200,
    headers: {
      "retry-after": expect.stringMatching(/^[1-6]\d?$/),
      "ratelimit-policy": expect.stringContaining('"organization";q=1;w=60'),
      ratelimit: expect.stringContaining('"organization";r=0;'),
    },
  });
});
