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

/** An MCP server on https that says which client's certificate check it has passed; it describes a client of ours as well. */
const upstream = createServer(selfSigned, async (request, response) => {
  if (request.url === "/client.json") {
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(
      JSON.stringify({
        client_id: `https://${request.headers.host}/client.json`,
        client_name: "Far editor",
        redirect_uris: ["http://127.0.0.1/callback"],
        token_endpoint_auth_method: "none",
      }),
    );
  }
  if (request.method === "GET") return response.writeHead(404).end();
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

it("a client is known by its document on https, with the domain that its certificate proves", async () => {
  const { port } = upstream.address() as AddressInfo;
  const authorize = (clientId: string) =>
    fetch(
      `${instance.url}/oauth/authorize?${new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: "http://127.0.0.1:43210/callback",
        code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        code_challenge_method: "S256",
        resource: `${instance.url}/mcp`,
      })}`,
      { redirect: "manual" },
    );
  const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((each) => each.split(";", 1)[0]);
  const asked = await authorize(`https://127.0.0.1:${port}/client.json`);
  const page = asked.headers.get("location") ?? "";
  expect(page).toMatch(/^\/consent\//);
  const loggedIn = await fetch(`${instance.url}/trpc/account.logIn`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: instance.url },
    body: JSON.stringify({ email: "owner@example.com", password: "correct horse battery" }),
  });
  const shown = await fetch(`${instance.url}${page}/request`, {
    headers: { cookie: [...cookiesOf(asked), ...cookiesOf(loggedIn)].join("; ") },
  });
  expect(await shown.json()).toMatchObject({
    client: { name: "Far editor", host: `127.0.0.1:${port}`, isVerified: true },
  });
  const before = proxy.requests.length;
  // A host that nobody knows, no document, a private address.
  for (const clientId of [
    `https://other.test:${port}/client.json`,
    `https://127.0.0.1:${port}/none.json`,
    "https://10.1.2.3/client.json",
  ]) {
    expect((await authorize(clientId)).status).toBe(400);
  }
  expect(proxy.requests.slice(before).filter(({ authority }) => authority.startsWith("10."))).toEqual([]);
});
