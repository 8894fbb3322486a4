import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { refreshConnection } from "@patchops/services";
import { startEverythingServer, startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const everything = await startEverythingServer();
const fixture = await startMcpFixture({ tools: [{ name: "echo" }] });
afterAll(async () => {
  await everything.stop();
  await fixture.close();
});
await ada.connect(everything.url, "everything");
await ada.connect(fixture.url, "fixture");

async function connect(path = "/mcp") {
  const client = new Client({ name: "sdk", version: "1.32.2" });
  const transport = new StreamableHTTPClientTransport(new URL(gateway.url + path), {
    requestInit: { headers: { authorization: `Bearer ${ada.apiKey}` } },
  });
  await client.connect(transport);
  afterAll(() => client.close());
  return { client, transport };
}

test("the reference client lists and calls the reference server's tools", async () => {
  const { client } = await connect();
  expect(client.getServerVersion()).toMatchObject({ name: "patchops" });
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toContain("everything_echo");
  expect(names).toContain("fixture_echo");
  const answer = await client.callTool({ name: "everything_echo", arguments: { message: "hello" } });
  expect(answer.content).toEqual([{ type: "text", text: "Echo: hello" }]);
  await client.ping();
});

test("a connection's endpoint has the original names and that connection only", async () => {
  const { client } = await connect("/mcp/c/everything");
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  expect(names).toContain("get-structured-content");
  expect(names.some((name) => name.startsWith("everything_") || name.startsWith("fixture_"))).toBe(false);
  const answer = await client.callTool({
    name: "get-structured-content",
    arguments: { location: "New York" },
  });
  expect(answer.structuredContent).toMatchObject({ conditions: expect.any(String) });
});

test("progress arrives under the caller's own token", async () => {
  const { client } = await connect("/mcp/c/everything");
  const progress: number[] = [];
  const answer = await client.callTool(
    { name: "trigger-long-running-operation", arguments: { duration: 0.5, steps: 5 } },
    undefined,
    { onprogress: (step) => progress.push(step.progress) },
  );
  expect(answer.isError ?? false).toBe(false);
  expect(progress).toEqual([1, 2, 3, 4, 5]);
});

test("a call that the client gives up is given up here, and the session goes on", async () => {
  const { client } = await connect("/mcp/c/everything");
  const controller = new AbortController();
  const call = client.callTool(
    { name: "trigger-long-running-operation", arguments: { duration: 30, steps: 60 } },
    undefined,
    { signal: controller.signal, onprogress: () => controller.abort("enough") },
  );
  await expect(call).rejects.toThrow("enough");
  expect((await client.callTool({ name: "echo", arguments: { message: "on" } })).content).toHaveLength(1);
  await waitFor(async () => {
    await gateway.services.meter.flush();
    const rows = await gateway.services.database.withOrganization(ada.organizationId, (trx) =>
      trx
        .selectFrom("usageEvents")
        .select(["outcome", "wasSent"])
        .where("outcome", "=", "cancelled")
        .execute(),
    );
    return rows.length === 1 && rows[0]?.wasSent === true;
  });
});

test("list_changed reaches the client", async () => {
  const { client } = await connect();
  let heard = 0;
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    heard += 1;
  });
  let changes = 0;
  await waitFor(async () => {
    // The client opens its stream in the background: a change before that is not told.
    changes += 1;
    fixture.setTools([{ name: "echo" }, { name: `fresh_${changes}` }]);
    await refreshConnection(ada.context, { connection: "fixture" });
    return heard > 0;
  });
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toContain("fixture_echo");
});

test("terminateSession ends it; the client is told to start anew", async () => {
  const { client, transport } = await connect();
  const { sessionId } = transport;
  await transport.terminateSession();
  expect(transport.sessionId).toBeUndefined();
  const stale = new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${ada.apiKey}` } },
    ...(sessionId === undefined ? {} : { sessionId }),
  });
  await stale.start();
  await expect(stale.send({ jsonrpc: "2.0", id: 1, method: "ping" })).rejects.toMatchObject({ code: 404 });
  await client.close();
});
