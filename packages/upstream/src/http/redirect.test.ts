import { describe, expect, it, onTestFinished } from "vitest";
import { createAddressGuard } from "../address/address-guard.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serve, serveSession } from "../testing/serve.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

const call = { method: "tools/call", params: { name: "echo", arguments: { secret: "of the caller" } } };

describe("an upstream that redirects", () => {
  it.each([301, 302, 303, 307, 308])("with %i to another origin is not followed", async (status) => {
    const elsewhere = await serve(({ reply }) => reply({}));
    const upstream = await serve(({ response }) => {
      response.writeHead(status, { location: elsewhere.url }).end();
    });
    const target = testTarget(upstream.url, { headers: { authorization: "Bearer secret" } });
    const failure = await failureOf(openTestUpstreams().request(target, call));
    expect(failure).toMatchObject({ code: "not_mcp", sent: false });
    expect(failure.message).toContain(`redirects to ${elsewhere.origin}, which is not`);
    expect(upstream.seen).toHaveLength(1);
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([307, 308])("with %i on its own origin is followed, credential included", async (status) => {
    const upstream = await serveSession(({ reply }) => reply({ content: [] }));
    const front = await serve(({ request, response, message, reply }) => {
      if (request.url === "/mcp") return response.writeHead(status, { location: "/mcp/" }).end();
      if (message.method === "initialize") {
        return reply({ protocolVersion: "2025-11-25", capabilities: {}, serverInfo: {} });
      }
      if (message.id === undefined) return response.writeHead(202).end();
      return reply({ content: [] });
    });
    const target = testTarget(front.url, { headers: { authorization: "Bearer secret" } });
    expect((await openTestUpstreams().request(target, call)).result).toEqual({ content: [] });
    const posts = front.seen.filter(({ method }) => method === "POST");
    expect(posts.map(({ url }) => url)).toEqual(["/mcp", "/mcp/", "/mcp/", "/mcp/", "/mcp/"]);
    expect(new Set(front.seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set(["Bearer secret"]),
    );
    expect(upstream.seen).toEqual([]);
  });

  it("in circles is an error", async () => {
    const upstream = await serve(({ response }) => response.writeHead(307, { location: "/mcp" }).end());
    expect((await failureOf(openTestUpstreams().request(testTarget(upstream.url), call))).code).toBe(
      "not_mcp",
    );
    expect(upstream.seen).toHaveLength(4);
  });
});

describe("createGuardedFetch", () => {
  function open(ports: number[]) {
    const guard = createAddressGuard({ allow: () => ports.map((port) => ({ host: "127.0.0.1", port })) });
    const { fetch, close } = createGuardedFetch({ guard, timeoutMs: 2_000, maxBytes: 1_000 });
    onTestFinished(close);
    return fetch;
  }

  it("fetches a document through the guard", async () => {
    const server = await serve(({ reply }) => reply({ a: 1 }));
    const response = await open([server.port])(`${server.origin}/.well-known/x?y=1`, {
      headers: { accept: "application/json" },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ jsonrpc: "2.0", result: { a: 1 } });
    expect(server.seen).toMatchObject([
      { url: "/.well-known/x?y=1", headers: { accept: "application/json" } },
    ]);
  });

  it.each([301, 302, 303, 307, 308])("never follows a %i to a private address", async (status) => {
    const secret = await serve(({ reply }) => reply({}));
    const server = await serve(({ response }) => response.writeHead(status, { location: secret.url }).end());
    const failure = await failureOf(open([server.port])(server.url));
    expect(failure.code).toBe("private_address");
    expect(secret.seen).toEqual([]);
  });

  it.each(["file:///etc/passwd", "ftp://example.com/", "gopher://example.com/"])(
    "never follows to %s",
    async (location) => {
      const server = await serve(({ response }) => response.writeHead(302, { location }).end());
      expect((await failureOf(open([server.port])(server.url))).code).toBe("private_address");
    },
  );

  it("takes no credential to another origin, and no POST anywhere", async () => {
    const other = await serve(({ reply }) => reply({}));
    const server = await serve(({ response }) => response.writeHead(302, { location: other.url }).end());
    const fetch = open([server.port, other.port]);
    const headers = { authorization: "Bearer secret", cookie: "a=b", accept: "application/json" };
    expect((await fetch(server.url, { headers })).status).toBe(200);
    expect(other.seen[0]?.headers).not.toHaveProperty("authorization");
    expect(other.seen[0]?.headers).not.toHaveProperty("cookie");
    expect((await fetch(server.url, { method: "POST", headers, body: "{}" })).status).toBe(302);
    expect(other.seen).toHaveLength(1);
  });

  it("cuts off what is too large, too slow or without end", async () => {
    const large = await serve(({ reply }) => reply({ text: "x".repeat(2_000) }));
    expect((await failureOf(open([large.port])(large.url))).code).toBe("result_too_large");
    const silent = await serve(() => undefined);
    expect((await failureOf(open([silent.port])(silent.url))).code).toBe("timeout");
    const circle = await serve(({ response }) => response.writeHead(302, { location: "/again" }).end());
    expect((await failureOf(open([circle.port])(circle.url))).code).toBe("protocol_error");
    expect(circle.seen).toHaveLength(4);
  });
});
