import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import {
  createProfile,
  deployWorkflow,
  getPromptSession,
  listCalls,
  listExecutions,
  pauseWorkflow,
  removeWorkflow,
  watchLiveRuns,
} from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";

const gateway = await openTestGateway();
const stopRuns = await watchLiveRuns(gateway.services);
const ada = await gateway.tenant("ada");
const shop = await startMcpFixture({ tools: [{ name: "get" }] });
afterAll(async () => {
  await stopRuns();
  await shop.close();
});
await ada.connect(shop.url, "shop");
for (const name of ["code", "search", "plain"]) {
  const mode = { isCodeMode: name === "code", isToolSearch: name === "search" };
  await createProfile(ada.context, { name, connections: ["shop"], ...mode });
}
const code = `export default async (input: { n: number }): Promise<{ next: number }> => {
  await step("counting", () => sleep(1_100));
  return { next: input.n + 1 };
};`;
const config = { tool: true, description: "Adds one to a number." };
for (const profile of ["code", "search", "plain"]) {
  await deployWorkflow(ada.context, { name: `${profile}-one`, code, config: { ...config, profile } });
}

type Era = "legacy" | "modern";

async function connect(era: Era, path = "/mcp") {
  const client = new Client(
    { name: era, version: "1" },
    { versionNegotiation: { mode: era === "legacy" ? "legacy" : { pin: "2026-07-28" } } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL(gateway.url + path), {
      requestInit: { headers: { authorization: `Bearer ${ada.apiKey}` } },
    }),
  );
  onTestFinished(() => client.close());
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  return { client, names };
}

const textOf = (answer: { content: unknown }) => JSON.stringify(answer.content);

describe.each<Era>(["legacy", "modern"])("a %s client", (era) => {
  test("hears when a workflow becomes a tool and when it is none any more", async () => {
    const { client, names } = await connect(era);
    let heard = 0;
    client.setNotificationHandler("notifications/tools/list_changed", () => {
      heard += 1;
    });
    if (era === "modern") await client.listen({ toolsListChanged: true });
    const name = `heard-${era}`;
    const told = async (change: (round: number) => Promise<unknown>) => {
      const before = heard;
      // A legacy client opens its stream in the background: a change before that is not told.
      for (let round = 0; heard === before; round += 1) {
        await change(round);
        await waitFor(() => heard > before, { timeoutMs: 2_000 }).catch(() => undefined);
      }
    };
    await told((round) => deployWorkflow(ada.context, { name, code: `${code} // ${round}`, config }));
    expect(await names()).toContain(name);
    await told(() => pauseWorkflow(ada.context, { name, isPaused: true }));
    expect(await names()).not.toContain(name);
    await told(() => pauseWorkflow(ada.context, { name, isPaused: false }));
    await told(() => deployWorkflow(ada.context, { name, code, config: { ...config, tool: false } }));
    expect(await names()).not.toContain(name);
    await removeWorkflow(ada.context, { name });
  });

  test("calls it: progress by its steps, a structured result of its schema, its run in the client's session", async () => {
    const { client } = await connect(era);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === "plain-one")).toMatchObject({
      inputSchema: { required: ["n"] },
      outputSchema: { properties: { next: { type: "number" } } },
    });
    const heard: { progress: number; message?: string | undefined }[] = [];
    const answer = await client.callTool(
      { name: "plain-one", arguments: { n: 1 } },
      { onprogress: ({ progress, message }) => void heard.push({ progress, message }) },
    );
    expect(answer).toMatchObject({ structuredContent: { next: 2 } });
    expect(heard.map(({ progress }) => progress)).toEqual(heard.map((_, index) => index + 1));
    expect(heard.map(({ message }) => message).join()).toContain("counting");
    const { executions } = await listExecutions(ada.context, { limit: 1 });
    expect(executions[0]).toMatchObject({ via: "workflow", promptSessionId: expect.any(String) });
  });

  test("a call of it that is refused tells the model why, and leaves a row in activity and the client's session", async () => {
    const { client } = await connect(era);
    const answer = await client.callTool({ name: "plain-one", arguments: { n: "x" } });
    expect(answer).toMatchObject({
      isError: true,
      _meta: { "patchops/error": { code: "invalid_input", details: { field: "input.n" } } },
    });
    expect(textOf(answer)).toContain("input.n: ");
    const { calls } = await listCalls(ada.context, { outcome: "refused", limit: 1 });
    expect(calls).toMatchObject([
      { exposedName: "plain-one", errorCode: "invalid_input", wasSent: false, units: 0 },
    ]);
    const { timeline } = await getPromptSession(ada.context, { id: calls[0]?.promptSessionId ?? "" });
    expect(timeline.at(-1)).toMatchObject({ type: "call", id: calls[0]?.id, tool: "plain-one" });
  });

  test("finds in a profile that profile's workflows alone: in its list, by tool search, in code mode", async () => {
    const plain = await connect(era, "/mcp/p/plain");
    expect(await plain.names()).toEqual(["plain-one", "shop_get"]);
    await expect(plain.client.callTool({ name: "code-one", arguments: { n: 1 } })).rejects.toThrow(
      "no tool named",
    );
    const search = await connect(era, "/mcp/p/search");
    const found = await search.client.callTool({
      name: "search_tools",
      arguments: { query: "add a number" },
    });
    expect(found.structuredContent).toMatchObject({ tools: [{ name: "search-one" }] });
    const described = await search.client.callTool({
      name: "describe_tool",
      arguments: { name: "search-one" },
    });
    expect(described.structuredContent).toMatchObject({ inputSchema: { required: ["n"] } });
    const called = { name: "call_tool", arguments: { name: "search-one", arguments: { n: 4 } } };
    expect(await search.client.callTool(called)).toMatchObject({ structuredContent: { next: 5 } });
    const foreign = { name: "call_tool", arguments: { name: "plain-one", arguments: { n: 4 } } };
    await expect(search.client.callTool(foreign)).rejects.toThrow("no tool named");
    const coding = await connect(era, "/mcp/p/code");
    const asked = await coding.client.callTool({ name: "search_tools", arguments: { query: "adding" } });
    expect(asked.structuredContent).toMatchObject({
      tools: [{ name: "code-one", path: 'workflows.run("code-one", input)' }],
    });
    const types = await coding.client.callTool({
      name: "describe_tools",
      arguments: { names: ["code-one"] },
    });
    expect(textOf(types)).toContain("input: { n: number }): Promise<{ next: number");
    const program = `return [await workflows.run("code-one", { n: 1 }), await workflows.run("plain-one", { n: 1 }).catch((error) => error.code)]`;
    const ran = await coding.client.callTool({ name: "execute_code", arguments: { code: program } });
    expect(ran.structuredContent).toMatchObject({ result: [{ next: 2 }, "forbidden"] });
  });
});

test("a result that is not of its schema is an error that says where", async () => {
  await deployWorkflow(ada.context, {
    name: "liar",
    code: "export default async (): Promise<{ n: number }> => ({ n: 'one' as any });",
    config,
  });
  const { client } = await connect("legacy");
  const answer = await client.callTool({ name: "liar", arguments: {} });
  expect(answer).toMatchObject({ isError: true });
  expect(textOf(answer)).toContain("not of the type that its program gives it: n:");
  await expect(
    deployWorkflow(ada.context, { name: "text", code: "declare const input: string; return input", config }),
  ).rejects.toMatchObject({ code: "invalid_input", details: { field: "config.tool" } });
});
