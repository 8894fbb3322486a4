import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type ConnectProxy, selfSigned, startConnectProxy } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Instance, startInstance } from "./start-instance.ts";

/** An MCP server on https that says which client's certificate check it has passed. */
const upstream = createServer(selfSigned, async (request, response) => {
  const message = JSON.parse((await text(request)) || "{}");
  if (message.id === undefined) return response.writeHead(202).end();
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "tls", version: "1" },
    },
    "tools/list": { tools: [{ name: "hello", inputSchema: { type: "object" } }] },
    "tools/call": { content: [{ type: "text", text: "through the proxy" }] },
  };
  response.writeHead(200, { "content-type": "application/json" });
  return response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result: results[message.method] }));
});
let proxy: ConnectProxy;
let instance: Instance;
let directory: string;

beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  directory = await mkdtemp(join(tmpdir(), "patchops proxy "));
  const authority = join(directory, "authority.pem");
  await writeFile(authority, selfSigned.cert);
  proxy = await startConnectProxy();
  instance = await startInstance({
    env: { HTTPS_PROXY: proxy.url, NO_PROXY: "localhost", NODE_EXTRA_CA_CERTS: authority },
  });
});
afterAll(async () => {
  await instance?.dispose();
  await proxy?.close();
  upstream.closeAllConnections();
  upstream.close();
  await rm(directory, { recursive: true, force: true });
});

it("an https server behind a proxy, with a certificate of the house, is connected and called; the guard stays", async () => {
  const { apiKey } = await instance.setUp();
  const refused = await instance.cli(
    ["connections", "add", "https://10.1.2.3/mcp", "--name", "inner", "--json"],
    {
      apiKey,
    },
  );
  expect(JSON.parse(refused.stderr)).toMatchObject({
    error: {
      code: "private_address",
      message: "This instance does not call private addresses.",
      sent: false,
    },
  });
  expect(proxy.requests).toEqual([]);

  const { port } = upstream.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/mcp`;
  const added = await instance.cli(["connections", "add", url, "--name", "far", "--json"], { apiKey });
  expect(JSON.parse(added.stdout)).toMatchObject({ slug: "far", status: "ready", tools: 1 });
  const called = await instance.cli(["call", "far_hello", "--args", "{}", "--json"], { apiKey });
  expect(JSON.parse(called.stdout)).toMatchObject({ content: [{ text: "through the proxy" }] });
  expect(new Set(proxy.requests.map(({ authority }) => authority))).toEqual(new Set([`127.0.0.1:${port}`]));
});
