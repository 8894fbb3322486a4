import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { listCalls } from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient, type RawClient, rpc } from "../testing/raw-client.ts";

// An answer becomes a stream soon, and is held for long enough on a busy machine.
const gateway = await openTestGateway({ keepAliveMs: 50, resumeGraceMs: 6_000 });
const otherNode = await gateway.anotherNode();
const ada = await gateway.tenant("ada");
const mcp = `${gateway.url}/mcp`;

/** Calls of `gate` wait until their key is let through. */
const gates = new Map<string, PromiseWithResolvers<void>>();
const gate = (key: string) => {
  const known = gates.get(key) ?? Promise.withResolvers<void>();
  gates.set(key, known);
  return known;
};
const fixture = await startMcpFixture({
  tools: [
    {
      name: "gate",
      call: async ({ key }) => {
        await gate(String(key)).promise;
        return { content: [{ type: "text", text: `through ${key}` }] };
      },
    },
  ],
});
afterAll(() => fixture.close());
await ada.connect(fixture.url, "fixture");

const callOf = (key: string, id: number) =>
  rpc("tools/call", { name: "fixture_gate", arguments: { key } }, id);
const through = (key: string) => ({ content: [{ type: "text", text: `through ${key}` }] });

/** A POST or GET whose stream is read as it comes, and can be broken off. */
async function open(url: string, headers: Record<string, string>, body?: unknown) {
  const controller = new AbortController();
  const answer = await fetch(url, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers,
    signal: controller.signal,
  });
  const heard = { status: answer.status, text: "", isOpen: true, drop: () => controller.abort() };
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of answer.body ?? []) heard.text += decoder.decode(chunk, { stream: true });
  })()
    .catch(() => undefined)
    .finally(() => {
      heard.isOpen = false;
    });
  return heard;
}

const eventsOf = (text: string) =>
  text
    .split("\n\n")
    .filter((event) => event !== "" && !event.startsWith(":"))
    .map((event) => Object.fromEntries(event.split("\n").map((line) => line.split(/: ?(.*)/s, 2))));
const resume = (client: RawClient, id: string, url = mcp) =>
  open(url, client.headers({ accept: "text/event-stream", "last-event-id": id }));

test("a stream that broke is resumed on another node: the call went on, its answer comes once, with the next id", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey });
  const abandoned = await open(mcp, client.headers(), callOf("abandoned", 8));
  const broken = await open(mcp, client.headers(), callOf("far", 9));
  await waitFor(() => eventsOf(broken.text).length === 1 && eventsOf(abandoned.text).length === 1);
  const [first] = eventsOf(broken.text);
  expect(first).toEqual({ id: expect.stringMatching(/^[\w-]{36}_0$/), retry: "1000", data: "" });
  abandoned.drop();
  broken.drop();
  const resumed = await resume(client, first?.id ?? "", `${otherNode}/mcp`);
  expect(resumed.status).toBe(200);
  // What nobody comes back for is cancelled after the grace; what somebody follows is not.
  await waitFor(async () => {
    const { calls } = await listCalls(ada.context, { outcome: "cancelled" });
    return calls.length === 1;
  });
  expect(resumed.isOpen).toBe(true);
  gate("far").resolve();
  await waitFor(() => !resumed.isOpen);
  const answer = { jsonrpc: "2.0", id: 9, result: through("far") };
  const [only, ...more] = eventsOf(resumed.text);
  expect([only?.id, JSON.parse(only?.data ?? "null"), more]).toEqual([
    first?.id.replace(/_0$/, "_1"),
    answer,
    [],
  ]);
  // Whoever has the answer already, and whoever asks for a stream that nobody knows, is told that there is none.
  const stranger = await openRawClient(mcp, { apiKey: ada.apiKey });
  expect((await resume(client, only?.id ?? "")).status).toBe(405);
  expect((await resume(client, "nonsense")).status).toBe(405);
  expect((await resume(stranger, first?.id ?? "")).status).toBe(405);
  expect((await resume(client, first?.id ?? "")).status).toBe(200);
  expect(fixture.calls("gate")).toBe(2);
});

test("an older client's stream has ids without an empty first event, and goes on after the last of them", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey, protocolVersion: "2025-03-26" });
  const broken = await open(mcp, client.headers(), [callOf("one", 1), callOf("two", 2)]);
  gate("one").resolve();
  await waitFor(() => eventsOf(broken.text).length === 1);
  const [first] = eventsOf(broken.text);
  expect(first?.id).toMatch(/_1$/);
  expect(JSON.parse(first?.data ?? "null")).toMatchObject({ id: 1, result: through("one") });
  broken.drop();
  const resumed = await resume(client, first?.id ?? "");
  gate("two").resolve();
  await waitFor(() => !resumed.isOpen);
  const events = eventsOf(resumed.text);
  expect(events.map(({ id }) => id)).toEqual([first?.id.replace(/_1$/, "_2")]);
  expect(JSON.parse(events[0]?.data ?? "null")).toMatchObject({ id: 2, result: through("two") });
});

test("the first revision knows no resumption: its streams have no ids", async () => {
  const oldest = await openRawClient(mcp, { apiKey: ada.apiKey, protocolVersion: "2024-11-05" });
  const streamed = await open(mcp, oldest.headers(), callOf("oldest", 1));
  gate("oldest").resolve();
  await waitFor(() => !streamed.isOpen);
  expect(eventsOf(streamed.text)).toEqual([{ data: expect.stringContaining("through oldest") }]);
});

test("the reference client gets its answer through a broken connection by itself, and by its token in another process", async () => {
  const authorization = `Bearer ${ada.apiKey}`;
  const breaking = new AbortController();
  const transport = new StreamableHTTPClientTransport(new URL(mcp), {
    requestInit: { headers: { authorization } },
    fetch: (url, init) => {
      const isCall = String(init?.body).includes('"tools/call"');
      return fetch(url, isCall ? { ...init, signal: breaking.signal } : init);
    },
  });
  const client = new Client({ name: "sdk", version: "1.32.2" });
  await client.connect(transport);
  afterAll(() => client.close());
  let token = "";
  const calling = client.callTool({ name: "fixture_gate", arguments: { key: "sdk" } }, undefined, {
    onresumptiontoken: (given) => {
      token ||= given;
    },
  });
  await waitFor(() => token !== "");
  breaking.abort();
  const second = new Client({ name: "sdk", version: "1.32.2" });
  const { sessionId = "" } = transport;
  const resuming = new StreamableHTTPClientTransport(new URL(`${otherNode}/mcp`), {
    sessionId,
    requestInit: { headers: { authorization, "mcp-protocol-version": "2025-11-25" } },
  });
  await second.connect(resuming);
  afterAll(() => second.close());
  const params = { name: "fixture_gate", arguments: { key: "sdk" } };
  const resumed = second.request({ method: "tools/call", params }, CallToolResultSchema, {
    resumptionToken: token,
  });
  gate("sdk").resolve();
  expect(await resumed).toEqual(through("sdk"));
  expect(await calling).toEqual(through("sdk"));
  expect(
    fixture.requests.filter(({ params: given }) => JSON.stringify(given)?.includes('"sdk"')).length,
  ).toBe(1);
});
