import {
  createProfile,
  getPromptSession,
  listCalls,
  listPromptSessions,
  refreshConnection,
  setPolicy,
} from "@patchops/services";
import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient } from "../testing/raw-client.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const tools = [
  ["create_issue", "Opens a new issue in a repository."],
  ["listIssues", "Lists the issues of a repository."],
  ["delete_repository", "Deletes a repository for good."],
  ["get_weather", "Tells the weather of a city."],
].map(([name = "", description = ""]) => ({
  name,
  description,
  call: () => ({ content: [{ type: "text", text: `did ${name}` }] }),
}));
const fixture = await startMcpFixture({ tools });
afterAll(() => fixture.close());
await ada.connect(fixture.url, "hub");
const { slug } = await createProfile(ada.context, { name: "Many", connections: "all", isToolSearch: true });
await setPolicy(ada.context, { action: "block", tool: "hub_delete_repository" });
const client = await openRawClient(`${gateway.url}/mcp/p/${slug}`, { apiKey: ada.apiKey });

interface Answer {
  result?: { structuredContent?: { tools?: { name: string }[]; name?: string }; content: unknown };
}
const call = async (name: string, args: Record<string, unknown>) =>
  (await client.request("tools/call", { name, arguments: args })).json as Answer;
const found = async (query: string) =>
  (await call("search_tools", { query })).result?.structuredContent?.tools?.map(({ name }) => name);

test("three tools stand for all, and all of them are found by what they do", async () => {
  expect((await client.request("tools/list")).json).toMatchObject({
    result: { tools: [{ name: "search_tools" }, { name: "describe_tool" }, { name: "call_tool" }] },
  });
  expect((await found("open a new issue"))?.[0]).toBe("hub_create_issue");
  expect((await found("list issues"))?.[0]).toBe("hub_listIssues");
  expect((await found("weather in Paris"))?.[0]).toBe("hub_get_weather");
  expect(await found("'; drop | & ! :* \0")).toEqual([]);
});

test("a small profile finds its own among many that fit better", async () => {
  await createProfile(ada.context, {
    name: "Few",
    connections: [],
    tools: [{ tool: "hub_get_weather", isIncluded: true }],
    isToolSearch: true,
  });
  fixture.setTools([
    ...tools,
    ...Array.from({ length: 60 }, (_, n) => ({
      name: `weather_${n}`,
      description: "Weather, weather, weather.",
    })),
  ]);
  await refreshConnection(ada.context, { connection: "hub" });
  const few = await openRawClient(`${gateway.url}/mcp/p/few`, { apiKey: ada.apiKey });
  const asked = { name: "search_tools", arguments: { query: "weather", limit: 5 } };
  expect((await few.request("tools/call", asked)).json).toMatchObject({
    result: { structuredContent: { tools: [{ name: "hub_get_weather" }] } },
  });
});

test("searches and descriptions stand in the session's record by their tool, never by their words", async () => {
  const clientInfo = { name: "searcher", version: "1" };
  const own = await openRawClient(`${gateway.url}/mcp/p/${slug}`, { apiKey: ada.apiKey, clientInfo });
  const use = (name: string, args: object) => own.request("tools/call", { name, arguments: args });
  await use("search_tools", { query: "a secret plan" });
  await use("describe_tool", { name: "hub_get_weather" });
  const [session] = (await listPromptSessions(ada.context, { client: "searcher" })).sessions;
  const { timeline } = await getPromptSession(ada.context, { id: session?.id ?? "" });
  expect(timeline).toMatchObject([
    { type: "event", kind: "tools/call", subject: "search_tools", outcome: "ok" },
    { type: "event", kind: "tools/call", subject: "describe_tool", outcome: "ok" },
  ]);
  expect(JSON.stringify(timeline)).not.toContain("secret");
});

test("what a policy blocks is neither found nor called", async () => {
  expect(await found("delete repository")).not.toContain("hub_delete_repository");
  const refused = await call("call_tool", { name: "hub_delete_repository" });
  expect(refused).toMatchObject({
    result: { isError: true, _meta: { "patchops/error": { code: "policy_blocked" } } },
  });
});

test("a tool is described and called by its name, and the call is metered as the tool's own", async () => {
  expect((await call("describe_tool", { name: "hub_get_weather" })).result?.structuredContent).toMatchObject({
    name: "hub_get_weather",
    inputSchema: { type: "object" },
  });
  expect((await call("call_tool", { name: "hub_get_weather", arguments: { city: "Paris" } })).result).toEqual(
    {
      content: [{ type: "text", text: "did get_weather" }],
    },
  );
  await gateway.services.meter.flush();
  const { calls } = await listCalls(ada.context, { tool: "get_weather" });
  expect(calls).toMatchObject([{ tool: "get_weather", connection: "hub", outcome: "ok" }]);
  expect(await call("call_tool", {})).toMatchObject({ error: { code: -32602 } });
  expect(await call("describe_tool", { name: "nobody" })).toMatchObject({ error: { code: -32602 } });
});
