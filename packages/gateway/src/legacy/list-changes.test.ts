import { createProfile, refreshConnection, revokeApiKey, updateProfile } from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient } from "../testing/raw-client.ts";
import { messagesOf } from "../testing/stream.ts";

const gateway = await openTestGateway({ keepAliveMs: 100 });
const ada = await gateway.tenant("ada");
const bob = await gateway.tenant("bob");
const fixture = await startMcpFixture({ tools: [{ name: "echo" }] });
afterAll(() => fixture.close());
const connection = await ada.connect(fixture.url, "fixture");
const mcp = `${gateway.url}/mcp`;
const listChanged = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };

/** What a session's GET stream says, as long as it is open. */
async function listen(apiKey: string, sessionId: string, endpoint = mcp) {
  const answer = await fetch(endpoint, {
    headers: { authorization: `Bearer ${apiKey}`, accept: "text/event-stream", "mcp-session-id": sessionId },
  });
  const heard = { status: answer.status, text: "", isOpen: true, answer };
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

async function changeTools(names: string[]) {
  fixture.setTools(names.map((name) => ({ name })));
  await refreshConnection(ada.context, { connection });
}

test("every session of the organization hears of new tools, once a burst, and nobody else", async () => {
  const sessions = await Promise.all([1, 2, 3].map(() => openRawClient(mcp, { apiKey: ada.apiKey })));
  const streams = await Promise.all(sessions.map(({ sessionId }) => listen(ada.apiKey, sessionId)));
  const stranger = await openRawClient(mcp, { apiKey: bob.apiKey });
  const strangersStream = await listen(bob.apiKey, stranger.sessionId);
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);

  await changeTools(["echo", "second"]);
  for (const stream of streams) {
    await waitFor(() => messagesOf(stream.text).length > 0);
    expect(messagesOf(stream.text)[0]).toEqual(listChanged);
  }
  const [first] = sessions;
  expect((await first?.request("tools/list"))?.json).toMatchObject({
    result: { tools: [{ name: "fixture_echo" }, { name: "fixture_second" }] },
  });
  await waitFor(() => strangersStream.text.includes(": keep-alive"));
  expect(messagesOf(strangersStream.text)).toEqual([]);
});

test("only those hear of a change whose own list it changes", async () => {
  await createProfile(ada.context, { name: "Echo", connections: [connection], tools: [] });
  const second = await ada.connect(fixture.url, "second");
  // A key of its own: those who look on with the same one hear together, also of what was changed shortly before.
  const { key } = await ada.key(["tools:read"]);
  const endpoints = [mcp, `${mcp}/p/echo`, `${mcp}/c/${connection}`, `${mcp}/c/${second}`];
  const streams = await Promise.all(
    endpoints.map(async (endpoint) => {
      const { sessionId } = await openRawClient(endpoint, { apiKey: key });
      return listen(key, sessionId, endpoint);
    }),
  );
  const heard = () => streams.map(({ text }) => messagesOf(text).length);
  fixture.setTools([{ name: "echo" }, { name: "for second alone" }]);
  await refreshConnection(ada.context, { connection: second });
  await waitFor(() => heard()[3] === 1);
  await updateProfile(ada.context, {
    profile: "echo",
    tools: [{ tool: `${connection}_echo`, description: "Says it again." }],
  });
  await waitFor(() => heard()[1] === 1);
  await waitFor(() => heard()[0] === 1);
  expect(heard()).toEqual([1, 1, 0, 1]);
});

test("a key that is revoked hears nothing more", async () => {
  const { id, key } = await ada.key(["tools:read"]);
  const session = await openRawClient(mcp, { apiKey: key });
  const stream = await listen(key, session.sessionId);
  await revokeApiKey(ada.context, { id });
  await changeTools(["echo", "after"]);
  await waitFor(() => !stream.isOpen);
  expect(messagesOf(stream.text)).toEqual([]);
});

test("of several streams of a session only the newest is told", async () => {
  const { key } = await ada.key(["tools:read"]);
  const session = await openRawClient(mcp, { apiKey: key });
  const older = await listen(key, session.sessionId);
  const newer = await listen(key, session.sessionId);
  await changeTools(["echo", "third"]);
  await waitFor(() => messagesOf(newer.text).length > 0);
  expect(messagesOf(older.text)).toEqual([]);
  await newer.answer.body?.cancel().catch(() => undefined);
});

test("a flood of streams of one session ends its oldest", async () => {
  const session = await openRawClient(mcp, { apiKey: ada.apiKey });
  const streams: Awaited<ReturnType<typeof listen>>[] = [];
  for (let count = 0; count < 6; count += 1) streams.push(await listen(ada.apiKey, session.sessionId));
  await waitFor(() => streams.map(({ isOpen }) => isOpen).join() === "false,false,true,true,true,true");
});

test("DELETE ends the session's streams; so does a gateway that closes", async () => {
  const ended = await openRawClient(mcp, { apiKey: ada.apiKey });
  const endedStream = await listen(ada.apiKey, ended.sessionId);
  const kept = await openRawClient(mcp, { apiKey: ada.apiKey });
  const keptStream = await listen(ada.apiKey, kept.sessionId);
  await fetch(mcp, {
    method: "DELETE",
    headers: { authorization: `Bearer ${ada.apiKey}`, "mcp-session-id": ended.sessionId },
  });
  await waitFor(() => !endedStream.isOpen);
  expect(keptStream.isOpen).toBe(true);
  await gateway.restart();
  await waitFor(() => !keptStream.isOpen);
  const again = await listen(ada.apiKey, kept.sessionId);
  await changeTools(["echo", "fourth"]);
  await waitFor(() => messagesOf(again.text).length > 0);
});
