import { startFullServer, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient } from "../testing/raw-client.ts";
import { send } from "../testing/send.ts";
import { messagesOf } from "../testing/stream.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstream = await startFullServer("legacy");
afterAll(() => upstream.close());
await ada.connect(upstream.url, "full");
const uri = "test://watched-resource";
const client = await openRawClient(`${gateway.url}/mcp`, { apiKey: ada.apiKey });

/** What the session's stream at a node says, until it is left. */
async function listen(base: string) {
  const leaving = new AbortController();
  const headers = client.headers({ "content-type": undefined, accept: "text/event-stream" });
  const answer = await fetch(`${base}/mcp`, { headers, signal: leaving.signal });
  const heard = { text: "", updates: () => messagesOf(heard.text), leave: () => leaving.abort() };
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of answer.body ?? []) heard.text += decoder.decode(chunk, { stream: true });
  })().catch(() => undefined);
  return heard;
}
const update = (part?: string) =>
  client.request("tools/call", {
    name: "full_test_update_watched_resource",
    arguments: { text: "new", part },
  });
const updated = { jsonrpc: "2.0", method: "notifications/resources/updated", params: { uri } };

test("what a client subscribed to is told wherever it listens: here, at another node, after a restart; and no longer than it wants", async () => {
  await client.request("resources/subscribe", { uri });
  const here = await listen(gateway.url);
  await update();
  await waitFor(() => here.updates().length > 0);
  expect(here.updates()).toEqual([updated]);
  await update("part");
  await waitFor(() => here.updates().length > 1);
  expect(here.updates()[1]).toEqual({ ...updated, params: { uri: `${uri}/part` } });
  here.leave();

  const other = await gateway.anotherNode();
  const there = await listen(other);
  // Taken over a moment after the stream opens.
  await waitFor(async () => {
    await update();
    return there.updates().length > 0;
  });
  there.leave();

  await gateway.restart();
  const again = await listen(gateway.url);
  await waitFor(async () => {
    await update();
    return again.updates().length > 0;
  });
  expect(new Set(again.updates().map((message) => JSON.stringify(message)))).toEqual(
    new Set([JSON.stringify(updated)]),
  );

  // At another node than the one that follows it.
  const unsubscribe = { jsonrpc: "2.0", id: 1, method: "resources/unsubscribe", params: { uri } };
  const ended = await send(`${other}/mcp`, { headers: client.headers(), body: JSON.stringify(unsubscribe) });
  expect(ended.json).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  await waitFor(async () => {
    const before = again.updates().length;
    await update();
    await client.request("ping");
    return again.updates().length === before;
  });
});
