import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { getPromptSession, listPromptSessions } from "@patchops/services";
import { startRootsServer, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstream = await startRootsServer();
afterAll(() => upstream.close());
await ada.connect(upstream.url, "Files");

/** The reference client with one root, at a node. */
async function open(name: string, base = gateway.url) {
  const client = new Client({ name, version: "1" }, { capabilities: { roots: { listChanged: true } } });
  const state = { root: `file:///${name}`, asked: 0 };
  client.setRequestHandler(ListRootsRequestSchema, () => {
    state.asked += 1;
    return { roots: [{ uri: state.root }] };
  });
  const transport = new StreamableHTTPClientTransport(new URL(`${base}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${ada.apiKey}` } },
  });
  // The transport's optional fields are written in another way than exactOptionalPropertyTypes wants them.
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  afterAll(() => client.close());
  const known = async () => {
    const { content } = await client.callTool({ name: "files_known_roots" });
    return (content as { text: string }[])[0]?.text;
  };
  return { client, transport, state, known };
}

const one = await open("one");

test("a server that asks at its beginning learns the roots of the client that calls it, and no other's", async () => {
  const two = await open("two");
  await waitFor(async () => (await one.known()) === "file:///one");
  await waitFor(async () => (await two.known()) === "file:///two");
  expect([await one.known(), await two.known()]).toEqual(["file:///one", "file:///two"]);
  // Once for a session, whatever is called in it.
  expect([one.state.asked, two.state.asked]).toEqual([1, 1]);
});

test("a change reaches the server although no request is under way, and is told by whichever node the client has", async () => {
  one.state.root = "file:///changed";
  const asked = one.state.asked;
  await one.client.sendRootsListChanged();
  await waitFor(() => one.state.asked > asked);
  await waitFor(async () => (await one.known()) === "file:///changed");

  // The word of the change comes to a node that has no session with the server, and where the client does not listen.
  one.state.root = "file:///changed-again";
  const elsewhere = await gateway.anotherNode();
  const headers = {
    authorization: `Bearer ${ada.apiKey}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-session-id": one.transport.sessionId ?? "",
  };
  const changed = { jsonrpc: "2.0", method: "notifications/roots/list_changed" };
  const answer = await fetch(`${elsewhere}/mcp`, { method: "POST", headers, body: JSON.stringify(changed) });
  expect(answer.status).toBe(202);
  await waitFor(async () => (await one.known()) === "file:///changed-again");
});

test("a client of the era without sessions answers in its call, once for its visit", async () => {
  const modern = new ModernClient(
    { name: "modern", version: "1" },
    { capabilities: { roots: {} }, versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  let asked = 0;
  modern.setRequestHandler("roots/list", () => {
    asked += 1;
    return { roots: [{ uri: "file:///modern" }] };
  });
  const requestInit = { headers: { authorization: `Bearer ${ada.apiKey}` } };
  await modern.connect(new ModernTransport(new URL(`${gateway.url}/mcp`), { requestInit }));
  afterAll(() => modern.close());
  const known = async () => JSON.stringify(await modern.callTool({ name: "files_known_roots" }));
  await waitFor(async () => (await known()).includes("file:///modern"));
  await known();
  expect(asked).toBe(1);
  expect(await one.known()).toBe("file:///changed-again");
});

test("what was asked stands in the session's record, and the session with the server ends with the client's", async () => {
  const { sessions } = await listPromptSessions(ada.context, {});
  const { id = "" } = sessions.find(({ client }) => client?.name === "one") ?? {};
  const { timeline } = await getPromptSession(ada.context, { id });
  expect(JSON.stringify(timeline)).toContain('"roots/list"');
  const before = upstream.ended;
  await one.transport.terminateSession();
  await waitFor(() => upstream.ended > before);
});
