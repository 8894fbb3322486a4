import { describe, expect, it } from "vitest";
import type { ProbeStep } from "./probe.ts";
import { openFixture } from "./testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";
import { serve, serveSession } from "./testing/serve.ts";

async function report(...given: Parameters<typeof testTarget>): Promise<ProbeStep[]> {
  const steps: ProbeStep[] = [];
  for await (const step of openTestUpstreams().probe(testTarget(...given))) steps.push(step);
  return steps;
}

const lines = (steps: ProbeStep[]) =>
  steps.map(({ step, state, detail, cause }) => [step, state, ...(cause ? [cause] : []), detail].join(" · "));

describe("the connect report", () => {
  it("tells every step of a good connection, and what it found", async () => {
    const server = await openFixture({ instructions: "Use it well." });
    const steps = await report(server.url);
    expect(lines(steps).map((line) => line.replace(/\d+ ms/, "N ms"))).toEqual([
      `address · ok · 127.0.0.1:${server.port}`,
      "reach · ok · plain HTTP, N ms",
      "protocol · ok · legacy 2025-11-25, Fixture 1.0.0",
      "sign_in · ok · not needed",
      "tools · ok · 1 tool",
    ]);
    expect(steps[2]?.server).toEqual({
      era: "legacy",
      protocolVersion: "2025-11-25",
      info: { name: "fixture", title: "Fixture", version: "1.0.0" },
      capabilities: { tools: { listChanged: true } },
      instructions: "Use it well.",
    });
    expect(steps[4]?.tools).toMatchObject([{ name: "echo" }]);
    expect(server.sessionCount()).toBe(0);
  });

  it("says that a credential was accepted", async () => {
    const server = await openFixture();
    expect(lines(await report(server.url, { headers: { authorization: "Bearer x" } }))).toContain(
      "sign_in · ok · the credential was accepted",
    );
  });

  it("warns of a server without tools", async () => {
    const server = await openFixture({ tools: [] });
    expect(lines(await report(server.url)).at(-1)).toBe(
      "tools · warning · zero_tools · Reached, but it offers no tools.",
    );
  });

  it.each([
    ["http://10.0.0.1/mcp", "address", "private_address"],
    ["ftp://example.com/", "address", "private_address"],
    ["nonsense", "address", "invalid_input"],
    ["http://127.0.0.1:1/mcp", "reach", "connection_refused"],
  ])("%s fails at %s as %s", async (url, step, cause) => {
    expect((await report(url)).at(-1)).toMatchObject({ step, state: "failed", cause });
  });

  it("names a name that does not resolve, and that nothing was sent", async () => {
    expect(lines(await report("http://nowhere.invalid/mcp"))).toEqual([
      "address · ok · nowhere.invalid",
      "reach · failed · dns_failed · The name nowhere.invalid could not be resolved. Nothing was sent.",
    ]);
  });

  it("tells TLS that fails from a server that is not there", async () => {
    const server = await openFixture();
    const last = (await report(server.url.replace("http:", "https:"))).at(-1);
    expect(last).toMatchObject({ step: "reach", state: "failed", cause: "tls_failed" });
  });

  it("names a web page as what it is, and another address that may be right", async () => {
    const server = await serve(({ response }) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<h1>Welcome</h1>");
    });
    expect((await report(`${server.origin}/docs/`)).at(-1)).toMatchObject({
      step: "protocol",
      state: "failed",
      cause: "not_mcp",
      detail: "It answered HTML with 200.",
      suggestion: `${server.origin}/docs/mcp`,
    });
    expect((await report(server.url)).at(-1)).not.toHaveProperty("suggestion");
  });

  it.each([
    [
      "https://elsewhere.example/mcp?a=1",
      "It redirects to https://elsewhere.example, which is not followed.",
    ],
    ["mcp://elsewhere.example/mcp", "It redirects to another address, which is not followed."],
    ["https://name:word@elsewhere.example/", "It redirects to another address, which is not followed."],
  ])(
    "names where a redirect to %s leads, and suggests only a plain web address",
    async (location, detail) => {
      const server = await serve(({ response }) => response.writeHead(302, { location }).end());
      const last = (await report(server.origin)).at(-1);
      expect(last).toMatchObject({ step: "protocol", cause: "not_mcp", detail });
      expect(last?.suggestion).toBe(detail.includes("elsewhere") ? location : undefined);
    },
  );

  it.each(["{}", "[]", '{"status":"ok"}', "not JSON"])(
    "says of an API that answers %s that it is not MCP",
    async (body) => {
      const server = await serve(({ response }) => {
        response.writeHead(200, { "content-type": "application/json" }).end(body);
      });
      expect((await report(server.url)).at(-1)).toMatchObject({
        step: "protocol",
        cause: "not_mcp",
        detail: "It answered with a message that is not MCP.",
      });
    },
  );

  it.each([404, 405])("says of a %i that it is not MCP", async (status) => {
    const server = await serve(({ response }) => response.writeHead(status).end());
    expect((await report(server.origin)).at(-1)).toMatchObject({ step: "protocol", cause: "not_mcp" });
  });

  it("tells a server that offers sign-in from one that wants a key", async () => {
    const server = await openFixture();
    server.behave({ kind: "unauthorized" });
    expect(lines(await report(server.url)).at(-1)).toBe(
      `sign_in · failed · unauthorized · 127.0.0.1:${server.port} wants a key.`,
    );
    server.behave({ kind: "unauthorized", resourceMetadataUrl: "https://example.com/meta" });
    expect(lines(await report(server.url)).at(-1)).toBe(
      `sign_in · failed · unauthorized_with_metadata · 127.0.0.1:${server.port} asks you to sign in.`,
    );
  });

  it("finds out when only the tools need a key", async () => {
    const server = await openFixture();
    server.behave({ kind: "unauthorized" }, "tools/list");
    const steps = await report(server.url);
    expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      "address ok",
      "reach ok",
      "protocol ok",
      "sign_in failed",
    ]);
  });

  it("fails at the protocol for a server that answers nonsense", async () => {
    const server = await serveSession(() => undefined, { protocolVersion: "1.0" });
    expect((await report(server.url)).at(-1)).toMatchObject({
      step: "protocol",
      state: "failed",
      cause: "protocol_error",
    });
  });

  it("reports a bundled server", async () => {
    const steps = await report({
      kind: "in-process",
      serve: async (message) => {
        if (!("id" in message) || !("method" in message)) return undefined;
        const result =
          message.method === "initialize"
            ? {
                protocolVersion: "2025-11-25",
                capabilities: { tools: {} },
                serverInfo: { name: "demo", version: "1" },
              }
            : { tools: [{ name: "a" }, { name: "b" }] };
        return { jsonrpc: "2.0", id: message.id, result };
      },
    });
    expect(lines(steps)).toEqual([
      "reach · ok · in this process",
      "protocol · ok · legacy 2025-11-25, demo 1",
      "tools · ok · 2 tools",
    ]);
  });

  it("feeds the health of the connection", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ breaker: { failures: 1, openMs: 60_000 } });
    const run = async () => {
      for await (const _step of upstreams.probe(testTarget(server.url)));
      return upstreams.health("connection").state;
    };
    server.behave({ kind: "status", status: 502 });
    expect(await run()).toBe("open");
    server.behave({ kind: "normal" });
    expect(await run()).toBe("ok");
  });

  it("can be left in the middle, and leaves nothing open", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams();
    for await (const step of upstreams.probe(testTarget(server.url))) {
      if (step.step === "protocol") break;
    }
    expect(server.sessionCount()).toBe(0);
    expect(server.requests.some(({ method }) => method === "tools/list")).toBe(false);
  });
});
