import { describe, expect, it } from "vitest";
import { echo } from "./testing/echo.ts";
import { failureOf } from "./testing/failure-of.ts";
import { openFixture } from "./testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";
import { serve } from "./testing/serve.ts";

const { call, result: echoed } = echo;

describe("request", () => {
  it.each(["json", "sse"] as const)("answers what the tool answers, as %s", async (answerAs) => {
    const server = await openFixture({ answerAs });
    const upstreams = openTestUpstreams();
    const answer = await upstreams.request(testTarget(server.url), call);
    expect(answer.result).toEqual(echoed);
    expect(answer.bytes).toBeGreaterThan(60);
    const posts = server.requests.filter(({ httpMethod }) => httpMethod === "POST");
    expect(posts.map(({ method }) => method)).toEqual([
      "server/discover",
      "initialize",
      "notifications/initialized",
      "tools/call",
    ]);
  });

  it("passes the whole result through, unknown fields and isError included", async () => {
    const result = {
      content: [{ type: "text", text: "no", annotations: { audience: ["user"] }, _meta: { b: 1 } }],
      structuredContent: { deep: { er: [null, 1.5, "ü"] } },
      isError: true,
      _meta: { "example.com/x": 1 },
      fieldOfTheFuture: { a: 1 },
    };
    const server = await openFixture({ tools: [{ name: "echo", call: () => result }] });
    expect((await openTestUpstreams().request(testTarget(server.url), call)).result).toEqual(result);
  });

  it("opens one session for each owner and each connection, and uses it again", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams();
    for (const ownerKey of ["a", "b", "a"]) {
      await Promise.all(
        Array.from({ length: 5 }, () => upstreams.request(testTarget(server.url, { ownerKey }), call)),
      );
    }
    await upstreams.request(testTarget(server.url, { ownerKey: "a", connectionId: "other" }), call);
    expect(server.sessionCount()).toBe(3);
    expect(server.calls()).toBe(16);
  });

  it.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])("speaks %s", async (protocolVersion) => {
    const server = await openFixture({ protocolVersion });
    await openTestUpstreams().request(testTarget(server.url), call);
    const [initialize, initialized, called] = server.requests.slice(1);
    expect(initialize?.params).toEqual({
      protocolVersion: "2025-11-25",
      capabilities: { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } },
      clientInfo: { name: "PatchOps", version: "0.0.0-test" },
    });
    expect(initialize?.headers).not.toHaveProperty("mcp-session-id");
    for (const request of [initialized, called]) {
      expect(request?.headers["mcp-protocol-version"]).toBe(protocolVersion);
      expect(request?.headers["mcp-session-id"]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("refuses a server of no revision that we know", async () => {
    const server = await openFixture({ protocolVersion: "2042-01-01" });
    const failure = await failureOf(openTestUpstreams().request(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "protocol_error", sent: false });
  });

  it("speaks to a server without sessions", async () => {
    const server = await openFixture({ hasSessions: false });
    const upstreams = openTestUpstreams();
    await upstreams.request(testTarget(server.url), call);
    await upstreams.request(testTarget(server.url), call);
    expect(server.requests.filter(({ method }) => method === "initialize")).toHaveLength(1);
  });

  it("sends the credential's headers, which can set nothing of the protocol", async () => {
    const server = await openFixture();
    const headers = {
      Authorization: "Bearer secret",
      "X-Api-Key": "k",
      "Mcp-Session-Id": "stolen",
      Host: "evil.example",
      "Content-Type": "text/plain",
      "Transfer-Encoding": "chunked",
    };
    await openTestUpstreams().request(testTarget(server.url, { headers }), call);
    for (const request of server.requests) {
      expect(request.headers).toMatchObject({ authorization: "Bearer secret", "x-api-key": "k" });
      expect(request.headers.host).toBe(`127.0.0.1:${server.port}`);
      expect(request.headers["mcp-session-id"]).not.toBe("stolen");
    }
  });

  it("refuses a credential with a line break, without sending anything", async () => {
    const server = await openFixture();
    const headers = { authorization: "Bearer a\r\nx-evil: 1" };
    const failure = await failureOf(openTestUpstreams().request(testTarget(server.url, { headers }), call));
    expect(failure).toMatchObject({ code: "invalid_input", sent: false });
    expect(server.requests).toEqual([]);
  });

  it("says where to sign in when the server does", async () => {
    const server = await openFixture();
    const resourceMetadataUrl = "https://mcp.example.com/.well-known/oauth-protected-resource";
    server.behave({ kind: "unauthorized", resourceMetadataUrl });
    const failure = await failureOf(openTestUpstreams().request(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "unauthorized", sent: false, challenge: { resourceMetadataUrl } });
  });

  it("tries once more with a credential that was replaced meanwhile", async () => {
    const server = await serve(({ request, response, message, reply }) => {
      if (request.headers.authorization !== "Bearer new") return response.writeHead(401).end();
      if (message.method === "initialize") return reply({ protocolVersion: "2025-11-25", capabilities: {} });
      return message.id === undefined ? response.writeHead(202).end() : reply(echoed);
    });
    const tokens = ["old", "new"];
    const target = testTarget(server.url);
    target.credentials.read = async () => ({
      headers: { authorization: `Bearer ${tokens.shift() ?? "new"}` },
    });
    expect((await openTestUpstreams().request(target, call)).result).toEqual(echoed);
    const posts = server.seen.filter(({ method }) => method === "POST");
    expect(posts.map(({ message }) => message.method)).toEqual([
      "server/discover",
      "server/discover",
      "initialize",
      "notifications/initialized",
      "tools/call",
    ]);
  });
});
