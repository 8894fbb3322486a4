import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createMCPClient } from "@ai-sdk/mcp";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { type EverythingServer, startEverythingServer } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectClient } from "./connect-client.ts";
import { connectDemo } from "./connect-demo.ts";
import { runCommand } from "./run-command.ts";
import { sharedInstance } from "./shared-instance.ts";

const instance = sharedInstance();
let everything: EverythingServer;
let apiKey: string;

beforeAll(async () => {
  everything = await startEverythingServer();
  ({ apiKey } = await instance.setUp("clients@example.com"));
  const added = await instance.cli(["connections", "add", everything.url, "--name", "every thing"], {
    apiKey,
  });
  expect(added).toMatchObject({ code: 0 });
});
afterAll(() => everything?.stop());

const connect = (path: string, key = apiKey) => connectClient(new URL(path, instance.url), key);

describe("the MCP SDK's client", () => {
  it("sees each tool once under a stable name that is no longer than clients take", async () => {
    const client = await connect("/mcp");
    const first = (await client.listTools()).tools;
    const names = first.map((tool) => tool.name);
    expect(names).toContain("every-thing_echo");
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    await client.ping();
    await client.close();
    const again = await connect("/mcp");
    expect((await again.listTools()).tools).toEqual(first);
    await again.close();
  });

  it("finds one connection's tools under their own names, and calls give the upstream's own answers", async () => {
    // What a server shows only to clients that can be asked is shown to all: who asks is not known when it is read.
    const askable = { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } };
    const direct = await connectClient(everything.url, undefined, askable);
    const through = await connect("/mcp/c/every-thing");
    const own = (await direct.listTools()).tools;
    expect((await through.listTools()).tools.map((tool) => tool.name).sort()).toEqual(
      own.map((tool) => tool.name).sort(),
    );
    for (const call of [
      { name: "echo", arguments: { message: "hello" } },
      { name: "get-sum", arguments: { a: 2, b: 40 } },
      { name: "get-tiny-image", arguments: {} },
      { name: "get-structured-content", arguments: { location: "New York" } },
    ]) {
      expect(await through.callTool(call)).toEqual(await direct.callTool(call));
    }
    await Promise.all([direct.close(), through.close()]);
  });

  it("gets the resources and prompts of a real server as they are", async () => {
    const direct = await connectClient(everything.url);
    const through = await connect("/mcp/c/every-thing");
    const all = await connect("/mcp");
    const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
    const own = {
      resources: (await direct.listResources()).resources.sort(byName),
      templates: (await direct.listResourceTemplates()).resourceTemplates.sort(byName),
      prompts: (await direct.listPrompts()).prompts.sort(byName),
    };
    expect((await through.listResources()).resources.sort(byName)).toEqual(own.resources);
    expect((await through.listResourceTemplates()).resourceTemplates.sort(byName)).toEqual(own.templates);
    expect((await through.listPrompts()).prompts.sort(byName)).toEqual(own.prompts);
    expect((await all.listResources()).resources.sort(byName)).toEqual(own.resources);
    const uri = own.resources[0]?.uri ?? "";
    const read = await direct.readResource({ uri });
    expect(await through.readResource({ uri })).toEqual(read);
    expect(await all.readResource({ uri })).toEqual(read);
    const prompt = own.prompts.find((each) => !each.arguments?.some(({ required }) => required))?.name ?? "";
    const got = await direct.getPrompt({ name: prompt });
    expect(await through.getPrompt({ name: prompt })).toEqual(got);
    expect(await all.getPrompt({ name: `every-thing_${prompt}` })).toEqual(got);
    await Promise.all([direct.close(), through.close(), all.close()]);
  });

  it("is told of an unknown tool, and of wrong arguments by the upstream itself", async () => {
    const client = await connect("/mcp");
    const unknown = await client.callTool({ name: "every-thing_nothing", arguments: {} }).then(
      (result) => JSON.stringify(result),
      (error: Error) => error.message,
    );
    expect(unknown).toContain("every-thing_nothing");
    const wrong = await client.callTool({ name: "every-thing_get-sum", arguments: { a: "x" } });
    expect(wrong.isError).toBe(true);
    await client.close();
  });

  it("hears of tools that came", async () => {
    const client = await connect("/mcp");
    const heard = new Promise((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, resolve),
    );
    const before = (await client.listTools()).tools.length;
    await connectDemo(instance, apiKey);
    await heard;
    expect((await client.listTools()).tools).toHaveLength(before + 8);
    await client.close();
  });

  it("is refused without a key and with a wrong one, in words and with the status that clients know", async () => {
    for (const headers of [{}, { authorization: "Bearer po_wrong" }]) {
      const answer = await fetch(new URL("/mcp", instance.url), {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(await answer.text()).toMatch(/key/i);
    }
    await expect(connect("/mcp", "po_wrong")).rejects.toThrow();
    await expect(connect("/mcp/c/nothing")).rejects.toThrow();
  });

  it.each([
    { what: "malformed", body: "{", status: 400 },
    { what: "deeply nested", body: `${"[".repeat(100_000)}${"]".repeat(100_000)}`, status: 400 },
    { what: "oversized", body: JSON.stringify({ padding: "x".repeat(12_000_000) }), status: 413 },
  ])("$what JSON is refused, and the next call goes through", async ({ body, status }) => {
    const answer = await fetch(new URL("/mcp", instance.url), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${apiKey}`,
      },
      body,
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) } });
    const client = await connect("/mcp");
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    await client.close();
  });
});

it("the AI SDK's client lists tools, checks arguments by their schemas and calls one", async () => {
  const client = await createMCPClient({
    transport: { type: "http", url: `${instance.url}/mcp`, headers: { authorization: `Bearer ${apiKey}` } },
  });
  const tool = (await client.tools())["every-thing_get-sum"];
  const answer = await tool?.execute?.({ a: 2, b: 40 }, { toolCallId: "1", messages: [], context: {} });
  expect(JSON.stringify(answer)).toContain("42");
  await client.close();
});

describe("the inspector's command line", () => {
  const require = createRequire(import.meta.url);
  const inspector = join(
    dirname(require.resolve("@modelcontextprotocol/inspector/package.json")),
    "clients/launcher/build/index.js",
  );
  const inspect = (...args: string[]) =>
    runCommand(
      process.execPath,
      [
        inspector,
        "--cli",
        `${instance.url}/mcp`,
        "--transport",
        "http",
        "--header",
        `Authorization: Bearer ${apiKey}`,
        ...args,
      ],
      { env: { PATH: process.env.PATH, HOME: instance.dataDir } },
    );

  it("lists tools and calls one", async () => {
    const listed = await inspect("--method", "tools/list");
    expect(listed).toMatchObject({ code: 0 });
    expect(JSON.parse(listed.stdout).tools.map((tool: { name: string }) => tool.name)).toContain(
      "every-thing_echo",
    );
    const called = await inspect(
      "--method",
      "tools/call",
      "--tool-name",
      "every-thing_get-sum",
      "--tool-arg",
      "a=2",
      "b=40",
    );
    expect(called).toMatchObject({ code: 0 });
    expect(called.stdout).toContain("42");
  });
});
