import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type EverythingServer, startEverythingServer, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedInstance } from "./shared-instance.ts";

const instance = sharedInstance();
let everything: EverythingServer;
let apiKey: string;

beforeAll(async () => {
  everything = await startEverythingServer();
  ({ apiKey } = await instance.setUp("first-call@example.com"));
});
afterAll(() => everything?.stop());

async function connect(path: string): Promise<Client> {
  const client = new Client({ name: "first-call-test", version: "1.0.0" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(path, instance.url), {
      requestInit: { headers: { authorization: `Bearer ${apiKey}` } },
    }) as Parameters<Client["connect"]>[0],
  );
  return client;
}

const json = async (args: string[]) => {
  const answer = await instance.cli([...args, "--json"], { apiKey });
  expect(answer.stderr).toBe("");
  expect(answer.code).toBe(0);
  return JSON.parse(answer.stdout);
};

describe("from nothing to the first metered call", () => {
  it("connects a server by its address and the demo tools by name", async () => {
    const added = await json(["connections", "add", everything.url, "--name", "everything"]);
    expect(added).toMatchObject({ slug: "everything", status: "ready" });
    expect(added.tools).toBeGreaterThan(5);
    expect(await json(["connections", "add", "demo"])).toMatchObject({ slug: "demo", status: "ready" });
  });

  it("offers all tools at /mcp under their exposed names and one connection's under their own", async () => {
    const all = await connect("/mcp");
    const names = (await all.listTools()).tools.map((tool) => tool.name);
    expect(names).toContain("demo_list_orders");
    expect(names).toContain("everything_echo");
    expect(new Set(names).size).toBe(names.length);
    const one = await connect("/mcp/c/everything");
    expect((await one.listTools()).tools.map((tool) => tool.name)).toContain("echo");
    await Promise.all([all.close(), one.close()]);
  });

  it("meters exactly the calls that were made, whoever made them", async () => {
    const before = await json(["usage"]);
    const client = await connect("/mcp");
    const echoed = await client.callTool({ name: "everything_echo", arguments: { message: "hello" } });
    expect(JSON.stringify(echoed.content)).toContain("hello");
    await Promise.all(
      Array.from({ length: 10 }, () =>
        client.callTool({ name: "demo_list_orders", arguments: { limit: 1 } }),
      ),
    );
    await client.close();
    await json(["call", "demo_get_order", "--args", '{"id":"ord_1060"}']);
    await waitFor(async () => (await json(["usage"])).calls === before.calls + 12);
    const after = await json(["usage"]);
    expect(after.calls).toBe(before.calls + 12);
  });
});
