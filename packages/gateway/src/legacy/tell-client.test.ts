import { startFullServer, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient, rpc } from "../testing/raw-client.ts";
import { send } from "../testing/send.ts";
import { messagesOf } from "../testing/stream.ts";
import { LegacyLink } from "./legacy-link.ts";
import { createSessionStore } from "./session-store.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstream = await startFullServer("legacy");
afterAll(() => upstream.close());
await ada.connect(upstream.url, "full");
const client = await openRawClient(`${gateway.url}/mcp`, { apiKey: ada.apiKey });
const other = await gateway.anotherNode();

test("the word that a page is done, which comes after its request, is told at the node where the client listens", async () => {
  const leaving = new AbortController();
  const headers = client.headers({ "content-type": undefined, accept: "text/event-stream" });
  const standing = await fetch(`${other}/mcp`, { headers, signal: leaving.signal });
  let heard = "";
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of standing.body ?? []) heard += decoder.decode(chunk, { stream: true });
  })().catch(() => undefined);

  const here = createSessionStore(gateway.services);
  const session = await here.find(ada.context, client.sessionId, "/mcp");
  if (!session) throw new Error("the session is unknown");
  const over = { notify: () => false, answer: () => undefined };
  const params = { elicitationId: "page 1" };
  new LegacyLink(gateway.services, session, over).notify("notifications/elicitation/complete", params);
  await waitFor(() => messagesOf(heard).length > 0);
  expect(messagesOf(heard)).toEqual([rpc("notifications/elicitation/complete", params)]);
  leaving.abort();
});

test("a log level that is set at one node holds at every other", async () => {
  const call = rpc("tools/call", { name: "full_test_tool_with_logging", arguments: {} }, "call");
  const lines = async () => {
    const { text, json } = await send(`${other}/mcp`, {
      headers: client.headers(),
      body: JSON.stringify(call),
    });
    const messages = json === undefined ? messagesOf(text) : [json];
    return messages.filter((message) => JSON.stringify(message).includes("notifications/message")).length;
  };
  await client.request("logging/setLevel", { level: "debug" });
  await waitFor(async () => (await lines()) > 0);
  await client.request("logging/setLevel", { level: "emergency" });
  await waitFor(async () => (await lines()) === 0);
});
