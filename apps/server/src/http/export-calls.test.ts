import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer, testPassword } from "../testing/start-test-server.ts";

let server: TestServer;
let ann: { apiKey: string };
let bob: { apiKey: string };

beforeAll(async () => {
  server = await startTestServer({ PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*" });
  ann = await server.setUp("ann@example.com");
  bob = await server.setUp("bob@example.com");
  const headers = { authorization: `Bearer ${ann.apiKey}` };
  await server.mutate("connection.add", { target: { kind: "demo" } }, headers);
  for (const name of ["demo_list_orders", "demo_list_orders", "demo_nothing"]) {
    await server.mutate("tool.invoke", { name, arguments: {} }, headers);
  }
});
afterAll(() => server.stop());

const get = (query: string, apiKey?: string, format = "csv") =>
  server.ask(`/export/calls.${format}${query}`, {
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
  });

it("gives the asker's organization's calls as CSV and JSON, with the filters of activity", async () => {
  const all = await get("", ann.apiKey);
  expect(all.status).toBe(200);
  expect(all.headers).toMatchObject({
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": 'attachment; filename="calls.csv"',
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const lines = all.text.trimEnd().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^time,id,client/);
  expect((await get("?failed=true", ann.apiKey)).text.trimEnd().split("\r\n")).toHaveLength(2);
  expect((await get("?tool=list_orders", ann.apiKey)).text.trimEnd().split("\r\n")).toHaveLength(3);
  expect(lines[0]).toMatch(/,request_id,trace_id$/);
  const { headers, text } = await get("?failed=true", ann.apiKey, "json");
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(JSON.parse(text)).toMatchObject([{ outcome: "refused", exposedName: "demo_nothing" }]);
  expect((await get("", bob.apiKey)).text.trimEnd().split("\r\n")).toHaveLength(1);
});

it("refuses strangers and wrong filters before it sends a line", async () => {
  expect((await get("")).status).toBe(401);
  expect((await get("", "po_nothing")).status).toBe(401);
  const wrong = await get("?from=yesterday", ann.apiKey);
  expect(wrong.status).toBe(400);
  expect(JSON.parse(wrong.text).error).toMatchObject({ code: "invalid_input", details: { field: "from" } });
});

// Last: nothing of Ann's works after it.
it("ends calls under way, of the dashboard and of keys, when their organization is frozen, and says so", async () => {
  const fixture = await startMcpFixture({
    tools: [{ name: "hang", call: () => new Promise(() => undefined) }],
  });
  const withKey = { authorization: `Bearer ${ann.apiKey}` };
  await server.mutate(
    "connection.add",
    { name: "slow", target: { kind: "http", url: fixture.url } },
    withKey,
  );
  const login = { email: "ann@example.com", password: testPassword };
  const { headers } = await server.mutate("account.logIn", login, { origin: server.url });
  const [cookie = ""] = [headers["set-cookie"] ?? []].flat();
  const asPerson = { cookie: cookie.split(";")[0] ?? "", origin: server.url };
  const calls = [withKey, asPerson].map((sender) =>
    server.mutate("tool.invoke", { name: "slow_hang", arguments: {} }, sender),
  );
  await waitFor(() => fixture.calls("hang") === calls.length);
  const frozen = await server.mutate(
    "operator.freeze",
    { organization: "ann", reason: "A key was published" },
    { "x-patchops-operator": server.operatorToken },
  );
  expect(frozen.status).toBe(200);
  for (const { status, text } of await Promise.all(calls)) {
    expect([status, text]).toEqual([
      403,
      expect.stringMatching(/organization_frozen[\s\S]*A key was published/),
    ]);
  }
  await fixture.close();
});
