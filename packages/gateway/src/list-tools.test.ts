import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, type RawClient } from "./testing/raw-client.ts";

const gateway = await openTestGateway();

const zoe = await gateway.tenant("zoe");

const rich = {
  name: "get-weather",
  title: "Weather",
  description: "Of a place.",
  inputSchema: { type: "object", properties: { place: { type: "string" } }, required: ["place"] },
  outputSchema: { type: "object", properties: { degrees: { type: "number" } } },
  annotations: { readOnlyHint: true, madeUpHint: "kept" },
  icons: [{ src: "data:image/png;base64,AAAA", sizes: ["48x48"] }],
  _meta: { "example.com/own": { deep: [1, null] } },
  execution: { taskSupport: "optional" },
  unheardOf: { kept: true },
};

async function fixtureOf(options: Parameters<typeof startMcpFixture>[0]) {
  const fixture = await startMcpFixture(options);
  afterAll(() => fixture.close());
  return fixture;
}

async function page(client: RawClient, cursor?: string) {
  const answer = await client.request("tools/list", cursor === undefined ? {} : { cursor });
  const { result } = answer.json as {
    result: { tools: { name: string; [field: string]: unknown }[]; nextCursor?: string };
  };
  return result;
}

test("definitions pass whole, whatever stands in them; only the name is the view's", async () => {
  const ada = await gateway.tenant("ada");
  await ada.connect((await fixtureOf({ tools: [rich] })).url, "weather");
  const all = await openRawClient(`${gateway.url}/mcp`, { apiKey: ada.apiKey });
  expect(await page(all)).toEqual({ tools: [{ ...rich, name: "weather_get-weather" }] });
  const one = await openRawClient(`${gateway.url}/mcp/c/weather`, { apiKey: ada.apiKey });
  expect(await page(one)).toEqual({ tools: [rich] });
});

test("same names of two servers, odd and long ones: all are listed, distinct, and callable (S29)", async () => {
  const bob = await gateway.tenant("bob");
  const names = ["search", "a__b", "sеarch", "naïve name", "x".repeat(120), "__proto__", "constructor"];
  const tools = names.map((name) => ({ name }));
  const fixtures = [await fixtureOf({ tools }), await fixtureOf({ tools })];
  for (const [index, { url }] of fixtures.entries()) await bob.connect(url, `server ${index}`);
  const client = await openRawClient(`${gateway.url}/mcp`, { apiKey: bob.apiKey });
  const listed = (await page(client)).tools.map(({ name }) => name);
  expect(listed).toHaveLength(14);
  expect(new Set(listed).size).toBe(14);
  expect(listed).toEqual(listed.toSorted());
  for (const name of listed) {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
    const called = await client.request("tools/call", { name, arguments: { name } });
    expect(called.json).toMatchObject({ result: { content: [{ text: JSON.stringify({ name }) }] } });
  }
  for (const { requests } of fixtures) {
    const called = requests.filter(({ method }) => method === "tools/call").map(({ params }) => params?.name);
    expect(called.toSorted()).toEqual(names.toSorted());
  }
});

test("long lists come in pages, in the order of names, each tool once", async () => {
  const eve = await gateway.tenant("eve");
  const tools = Array.from({ length: 2_050 }, (_, index) => ({ name: `tool_${index}` }));
  await eve.connect((await fixtureOf({ tools, pageSize: 500 })).url, "many");
  const client = await openRawClient(`${gateway.url}/mcp`, { apiKey: eve.apiKey });
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { tools: some, nextCursor } = await page(client, cursor);
    names.push(...some.map(({ name }) => name));
    cursor = nextCursor;
  } while (cursor !== undefined);
  expect(names).toEqual(tools.map(({ name }) => `many_${name}`).toSorted());
});

test.each(["", "nonsense", "YWZ0ZXI", 7, null])("the foreign cursor %j is refused", async (cursor) => {
  const client = await openRawClient(`${gateway.url}/mcp`, { apiKey: zoe.apiKey });
  const answer = await client.request("tools/list", { cursor });
  expect(answer.json).toMatchObject({ error: { code: -32602, data: { code: "invalid_input" } } });
});

test("who has connected nothing gets an empty list", async () => {
  const newcomer = await gateway.tenant("newcomer");
  const client = await openRawClient(`${gateway.url}/mcp`, { apiKey: newcomer.apiKey });
  expect(await page(client)).toEqual({ tools: [] });
});
