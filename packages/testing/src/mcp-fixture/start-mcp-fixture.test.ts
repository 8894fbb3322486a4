import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type McpFixture, startMcpFixture } from "./start-mcp-fixture.ts";

let fixture: McpFixture;
beforeAll(async () => {
  fixture = await startMcpFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.behave({ kind: "normal" }));

function post(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(fixture.url, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...body }),
  });
}

async function openSession(): Promise<Record<string, string>> {
  const answer = await post({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25" } });
  return { "mcp-session-id": answer.headers.get("mcp-session-id") ?? "" };
}

test("speaks the protocol with sessions, counts calls and keeps what it received", async () => {
  expect((await post({ id: 2, method: "tools/list" })).status).toBe(400);
  const session = await openSession();
  expect((await post({ method: "notifications/initialized" }, session)).status).toBe(202);
  const listed = await post({ id: 2, method: "tools/list" }, session);
  expect(await listed.json()).toMatchObject({ id: 2, result: { tools: [{ name: "echo" }] } });
  const called = await post(
    { id: 3, method: "tools/call", params: { name: "echo", arguments: { a: 1 } } },
    { ...session, "x-seen": "yes" },
  );
  expect(await called.json()).toMatchObject({
    id: 3,
    result: { content: [{ type: "text", text: '{"a":1}' }] },
  });
  expect([fixture.calls(), fixture.calls("echo"), fixture.calls("other")]).toEqual([1, 1, 0]);
  expect(fixture.requests.at(-1)).toMatchObject({ method: "tools/call", headers: { "x-seen": "yes" } });
  const unknown = await post({ id: "x", method: "tools/call", params: { name: "nope" } }, session);
  expect(await unknown.json()).toMatchObject({ id: "x", error: { code: -32602 } });

  fixture.forgetSessions();
  expect((await post({ id: 4, method: "ping" }, session)).status).toBe(404);
});

test("tells its open stream when the tools change, and pages them", async () => {
  const paged = await startMcpFixture({ pageSize: 1, hasSessions: false, answerAs: "sse", tools: [] });
  const stream = await fetch(paged.url, { headers: { accept: "text/event-stream" } });
  paged.setTools([{ name: "a" }, { name: "b" }]);
  const reader = stream.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(new TextDecoder().decode(value)).toContain("notifications/tools/list_changed");
  await reader?.cancel();
  const page = await fetch(paged.url, {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
  expect(await page.text()).toMatch(/^event: message\ndata: .*"nextCursor":"1".*\n\n$/);
  await paged.close();
});

test("misbehaves as told, for all requests or one method", async () => {
  const session = await openSession();
  const call = { id: 5, method: "tools/call", params: { name: "echo" } };

  fixture.behave({ kind: "html" }, "tools/call");
  expect((await post(call, session)).headers.get("content-type")).toBe("text/html");
  expect((await post({ id: 6, method: "ping" }, session)).status).toBe(200);
  fixture.behave({ kind: "unauthorized", resourceMetadataUrl: "http://x/meta" }, "tools/call");
  const refused = await post(call, session);
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
    401,
    'Bearer error="invalid_token", resource_metadata="http://x/meta"',
  ]);
  fixture.behave({ kind: "redirect", status: 307, location: "http://127.0.0.1:1/" }, "tools/call");
  expect((await post(call, session)).status).toBe(307);
  fixture.behave({ kind: "reset" }, "tools/call");
  await expect(post(call, session)).rejects.toThrow("fetch failed");
  fixture.behave({ kind: "garbage" }, "tools/call");
  await expect((await post(call, session)).json()).rejects.toThrow();
  fixture.behave({ kind: "huge", sizeBytes: 3_000_000 }, "tools/call");
  expect((await (await post(call, session)).text()).length).toBeGreaterThan(3_000_000);
  fixture.behave({ kind: "trickle", bytesPerSecond: 10_000 }, "tools/call");
  expect(await (await post(call, session)).json()).toMatchObject({ id: 5 });
  fixture.behave({ kind: "hang" }, "tools/call");
  const hanging = fetch(fixture.url, {
    method: "POST",
    headers: session,
    body: JSON.stringify(call),
    signal: AbortSignal.timeout(50),
  });
  await expect(hanging).rejects.toThrow();
});
