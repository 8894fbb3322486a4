import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createSilentServer } from "node:net";
import { text } from "node:stream/consumers";
import {
  type ConnectProxyOptions,
  freePort,
  refusedAddresses,
  selfSigned,
  startConnectProxy,
} from "@patchops/testing";
import { buildConnector } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGuardedFetch } from "../http/guarded-fetch.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serve } from "../testing/serve.ts";
import { type AllowedHost, createAddressGuard } from "./address-guard.ts";
import { proxyRoute } from "./proxy-route.ts";
import type { ResolvedAddress } from "./resolve-host.ts";

const call = { method: "tools/call", params: { name: "echo", arguments: {} } };
const publicAddress: ResolvedAddress = { address: "93.184.215.14", family: 4 };

/** An MCP server on https whose certificate is for `upstream.test`. */
async function tlsServer(): Promise<{ port: number; server: Server; names: unknown[] }> {
  const names: unknown[] = [];
  const server = createServer(selfSigned, async (request, response) => {
    const message = JSON.parse((await text(request)) || "{}");
    if (message.id === undefined) return response.writeHead(202).end();
    const result =
      message.method === "initialize"
        ? {
            protocolVersion: "2025-11-25",
            capabilities: { tools: {} },
            serverInfo: { name: "tls", version: "1" },
          }
        : { content: [{ type: "text", text: "through" }] };
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
  });
  server.on("secureConnection", (socket) => names.push(socket.servername));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server, names };
}

async function proxied(
  given: ConnectProxyOptions & {
    allow?: AllowedHost[];
    resolve?: (hostname: string) => ResolvedAddress[];
    bypass?: string[];
    user?: string;
    ca?: string;
  } = {},
) {
  const proxy = await startConnectProxy(given);
  onTestFinished(() => proxy.close());
  const url = new URL(proxy.url);
  if (given.user) [url.username = "", url.password = ""] = given.user.split(":");
  const { ca = selfSigned.cert } = given;
  const guard = createAddressGuard({
    allow: () => given.allow ?? [],
    resolve: async (hostname) => given.resolve?.(hostname) ?? [publicAddress],
    proxy: { url, bypass: given.bypass ?? [] },
    // What NODE_EXTRA_CA_CERTS does for a whole process.
    createConnector: (options) => buildConnector({ ...options, ca }),
  });
  return { proxy, guard, upstreams: openTestUpstreams({ guard, connectTimeoutMs: 2_000 }) };
}

describe("through a proxy", () => {
  it("the checked address is asked for, and TLS still checks the name", async () => {
    const { port, names } = await tlsServer();
    const { proxy, upstreams } = await proxied({ route: () => ({ host: "127.0.0.1", port }) });
    const answer = await upstreams.request(testTarget("https://upstream.test/mcp"), call);
    expect(answer.result).toEqual({ content: [{ type: "text", text: "through" }] });
    expect(new Set(proxy.requests.map(({ authority }) => authority))).toEqual(new Set(["93.184.215.14:443"]));
    expect(JSON.stringify(proxy.requests)).not.toContain("upstream.test");
    expect(new Set(names)).toEqual(new Set(["upstream.test"]));

    const other = await failureOf(upstreams.request(testTarget("https://impostor.test/mcp"), call));
    expect(other).toMatchObject({ code: "tls_failed", sent: false });
  });

  it("the report tells of the connection as of any other", async () => {
    const { port } = await tlsServer();
    const { upstreams } = await proxied({ route: () => ({ host: "127.0.0.1", port }) });
    const steps = [];
    for await (const step of upstreams.probe(testTarget("https://upstream.test/mcp"))) steps.push(step);
    expect(steps[1]).toMatchObject({
      step: "reach",
      state: "ok",
      detail: expect.stringMatching(/^TLS 1.3, \d+ ms$/),
    });
  });

  it("what is refused without one is refused, and the proxy hears nothing", async () => {
    const { proxy, guard, upstreams } = await proxied();
    const { fetch, close } = createGuardedFetch({ guard });
    onTestFinished(close);
    for (const form of Object.values(refusedAddresses).flat()) {
      const url = form.replace(/^http:/, "https:");
      const failure = await failureOf(upstreams.request(testTarget(url), call));
      expect(failure, url).toMatchObject({ code: "private_address", sent: false });
      expect(await failureOf(fetch(url)), url).toMatchObject({ code: "private_address" });
    }
    expect(proxy.requests).toEqual([]);
  });

  it.each(["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "64:ff9b::7f00:1"])(
    "a name that means %s is refused, and the proxy hears nothing",
    async (address) => {
      const hidden: ResolvedAddress = { address, family: address.includes(":") ? 6 : 4 };
      const { proxy, upstreams } = await proxied({ resolve: () => [publicAddress, hidden] });
      const failure = await failureOf(upstreams.request(testTarget("https://upstream.test/mcp"), call));
      expect(failure).toMatchObject({ code: "private_address", sent: false });
      expect(proxy.requests).toEqual([]);
    },
  );

  it("S4: a name that changes its meaning is asked for as what was checked", async () => {
    const answers: ResolvedAddress[][] = [[publicAddress], [{ address: "127.0.0.1", family: 4 }]];
    const { proxy, guard, upstreams } = await proxied({ resolve: () => answers.shift() ?? [] });
    await guard.resolve(new URL("https://upstream.test/mcp"));
    const failure = await failureOf(upstreams.request(testTarget("https://upstream.test/mcp"), call));
    expect(failure.code).toBe("private_address");
    expect(proxy.requests).toEqual([]);
  });

  it("an allowed private upstream is reached as well", async () => {
    const { port } = await tlsServer();
    const { proxy, upstreams } = await proxied({ allow: [{ host: "127.0.0.1", port }] });
    await upstreams.request(testTarget(`https://127.0.0.1:${port}/mcp`), call);
    expect(proxy.requests[0]?.authority).toBe(`127.0.0.1:${port}`);
  });

  it("an IPv4 address is tried before an IPv6 one, and the next when the proxy cannot", async () => {
    const { port } = await tlsServer();
    const six: ResolvedAddress = { address: "2606:2800:220:1::1", family: 6 };
    const { proxy, upstreams } = await proxied({
      resolve: () => [six, publicAddress],
      route: (authority) => (authority.startsWith("[") ? { host: "127.0.0.1", port } : null),
    });
    await upstreams.request(testTarget("https://upstream.test:8443/mcp"), call);
    expect(proxy.requests.slice(0, 2).map(({ authority }) => authority)).toEqual([
      "93.184.215.14:8443",
      "[2606:2800:220:1::1]:8443",
    ]);
  });

  it("the proxy's password goes to the proxy alone", async () => {
    const { port, server } = await tlsServer();
    const seen: unknown[] = [];
    server.on("request", ({ headers }) => seen.push(headers));
    const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    const { upstreams } = await proxied({
      authorization,
      user: "me:p%40ss",
      route: () => ({ host: "127.0.0.1", port }),
    });
    await upstreams.request(testTarget("https://upstream.test/mcp"), call);
    expect(seen.length).toBeGreaterThan(0);
    expect(JSON.stringify(seen)).not.toMatch(/proxy-authorization|bWU6/i);
  });

  it("what the proxy does wrong is said without naming it", async () => {
    const target = testTarget("https://upstream.test/mcp");
    const wrongPassword = await proxied({ authorization: "Basic x", user: "me:secret" });
    const refusing = await proxied({ route: () => null });
    const dead = await freePort();
    const unreachable = await proxied({ route: () => ({ host: "127.0.0.1", port: dead }) });
    for (const [{ upstreams, proxy }, message] of [
      [wrongPassword, "The proxy of this instance does not accept its password."],
      [refusing, "The proxy of this instance could not reach upstream.test (403)."],
      [unreachable, "The proxy of this instance could not reach upstream.test (502)."],
    ] as const) {
      const failure = await failureOf(upstreams.request(target, call));
      expect(failure).toMatchObject({ code: "connection_refused", message, sent: false, retryable: true });
      expect(proxy.requests).toHaveLength(1);
    }
    const { proxy, upstreams } = await proxied();
    await proxy.close();
    expect(await failureOf(upstreams.request(target, call))).toMatchObject({
      code: "connection_refused",
      message: "The proxy of this instance does not answer.",
    });
  });

  it("an upstream that never answers is given up in time", async () => {
    const silent = createSilentServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { upstreams } = await proxied({ route: () => ({ host: "127.0.0.1", port }) });
    const failure = await failureOf(upstreams.request(testTarget("https://upstream.test/mcp"), call));
    expect(failure).toMatchObject({ code: "timeout", message: "No answer from upstream.test in 2 s." });
  });
});

describe("past a proxy", () => {
  it("go plain http and what NO_PROXY names", async () => {
    const plain = await serve(({ message, reply, response }) =>
      message.id === undefined
        ? response.writeHead(202).end()
        : reply(
            message.method === "initialize"
              ? { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: {} }
              : { content: [] },
          ),
    );
    const { port } = await tlsServer();
    const allow = [{ host: "127.0.0.1", port: null }];
    const { proxy, upstreams } = await proxied({ allow, bypass: ["127.0.0.1"] });
    await upstreams.request(testTarget(plain.url), call);
    await upstreams.request(testTarget(`https://127.0.0.1:${port}/mcp`, { connectionId: "tls" }), call);
    expect(proxy.requests).toEqual([]);
  });

  it.each([
    ["example.com", ["example.com", "api.example.com"], ["notexample.com", "example.org"]],
    [".example.com", ["example.com", "api.example.com"], ["notexample.com"]],
    ["*.example.com", ["api.example.com"], ["example.org"]],
    ["EXAMPLE.com:8443", [], ["example.com"]],
    ["example.com:443", ["example.com"], []],
    ["10.0.0.0/8", ["10.1.2.3"], ["11.0.0.1", "example.com"]],
    ["fd00::/8", ["fd12::1"], ["2001:db8::1"]],
    ["10.0.0.0/99", [], ["10.0.0.1"]],
    ["::1", ["::1"], ["::2"]],
    ["*", ["anything.example"], []],
    ["", [], ["example.com"]],
  ])("%j", (entry, direct, through) => {
    const isProxied = proxyRoute({ url: new URL("http://proxy"), bypass: [entry] });
    const of = (host: string) => isProxied({ protocol: "https:", host, port: 443 });
    expect([direct.map(of), through.map(of)]).toEqual([direct.map(() => false), through.map(() => true)]);
  });
});
