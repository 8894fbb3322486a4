import { modernMetaKeys, modernVersion } from "@patchops/protocol";
import { getPromptSession, listPromptSessions } from "@patchops/services";
import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { NotedLink } from "./noted-link.ts";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, rpc } from "./testing/raw-client.ts";
import { send } from "./testing/send.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstream = await startFullServer("legacy");
afterAll(() => upstream.close());
await ada.connect(upstream.url, "full");
const mcp = `${gateway.url}/mcp`;

/** What the record of the only session of a client says, in order. */
async function recordOf(client: string) {
  const { sessions } = await listPromptSessions(ada.context, { client });
  expect(sessions).toHaveLength(1);
  const { timeline } = await getPromptSession(ada.context, { id: sessions[0]?.id ?? "" });
  return timeline.map((moment) =>
    moment.type === "event"
      ? [moment.kind, moment.subject, moment.outcome]
      : [moment.type, moment.tool, moment.outcome],
  );
}

test("a legacy session's record tells what its client did, not what was said", async () => {
  const client = await openRawClient(mcp, { apiKey: ada.apiKey, clientInfo: { name: "old", version: "1" } });
  await client.request("tools/list");
  await client.request("ping");
  await client.request("tools/call", { name: "full_test_simple_text", arguments: {} });
  await client.request("prompts/get", { name: "no such prompt" });
  await client.request("resources/read", { uri: "test://static-text?secret=1" });
  await client.request("logging/setLevel", { level: "debug" });
  expect(await recordOf("old")).toEqual([
    ["tools/list", null, "ok"],
    ["call", "test_simple_text", "ok"],
    ["prompts/get", "no such prompt", "error"],
    ["resources/read", "test://static-text", "error"],
    ["logging/setLevel", "debug", "ok"],
  ]);
});

test("a request of the era without sessions stands in the client's visit, a question by what was answered", async () => {
  const meta = {
    [modernMetaKeys.protocolVersion]: modernVersion,
    [modernMetaKeys.clientCapabilities]: {},
    [modernMetaKeys.clientInfo]: { name: "new", version: "1" },
  };
  const headers = {
    authorization: `Bearer ${ada.apiKey}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": modernVersion,
    "mcp-method": "resources/list",
  };
  await send(mcp, { headers, body: JSON.stringify(rpc("resources/list", { _meta: meta }, 1)) });
  const { sessions } = await listPromptSessions(ada.context, { client: "new" });
  const answers = [
    Promise.resolve({ action: "decline", content: { name: "Ada" } }),
    Promise.reject(new Error("gone")),
  ];
  const link = new NotedLink(ada.context, {
    link: {
      era: "modern",
      capabilities: {},
      logLevel: undefined,
      notify: () => undefined,
      ask: () => answers.shift() ?? Promise.resolve({}),
    },
    promptSessionId: sessions[0]?.id,
  });
  const { signal } = new AbortController();
  await link.ask({ method: "elicitation/create", params: { message: "Your name?" } }, signal);
  await expect(link.ask({ method: "sampling/createMessage", params: {} }, signal)).rejects.toThrow("gone");
  await link.ask({ method: "roots/list", params: {} }, signal);
  expect(await recordOf("new")).toEqual([
    ["resources/list", null, "ok"],
    ["elicitation/create", "form", "decline"],
    ["sampling/createMessage", null, "error"],
    ["roots/list", null, "ok"],
  ]);
});
