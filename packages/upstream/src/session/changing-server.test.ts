import type { JsonObject } from "@patchops/protocol";
import { startFullServer, waitFor } from "@patchops/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { type Received, serve } from "../testing/serve.ts";
import { toolCall } from "../testing/tool-call.ts";

const { call, result: echoed } = echo;
const discovered = { supportedVersions: ["2026-07-28"], capabilities: { tools: {} }, resultType: "complete" };

function answerLegacy({ response, message, reply }: Received) {
  if (message.method === "server/discover") return response.writeHead(404).end();
  if (message.method === "initialize")
    return reply({ protocolVersion: "2025-11-25", capabilities: { tools: {} } }, { "mcp-session-id": "s" });
  if (message.id === undefined) return response.writeHead(message.method ? 202 : 405).end();
  return reply(echoed);
}

function refuse({ response, message }: Received, status: number, error: JsonObject) {
  response.writeHead(status, { "content-type": "application/json" });
  return response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, error }));
}

describe("a server that changes", () => {
  it("from one era to the other is found out by the next call, which goes through", async () => {
    let era = "legacy";
    const server = await serve((received) => {
      const { request, message, reply, response } = received;
      if (era === "legacy") {
        const isModern = request.headers["mcp-method"] !== undefined && message.method !== "server/discover";
        if (isModern) return refuse(received, 400, { code: -32000, message: "Bad Request: no session" });
        return answerLegacy(received);
      }
      if (message.method === "server/discover") return reply(discovered);
      if (request.headers["mcp-method"] === undefined)
        return message.method === "initialize"
          ? refuse(received, 400, { code: -32022, message: "No", data: { supported: ["2026-07-28"] } })
          : response.writeHead(404).end();
      return reply(message.method === "tools/list" ? { tools: [] } : echoed);
    });
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    for (const next of ["legacy", "modern", "legacy"]) {
      era = next;
      expect(await upstreams.request(target, call)).toMatchObject({ era, result: echoed });
    }
    const asked = server.seen.filter(({ message }) => message.method === "server/discover");
    expect(asked).toHaveLength(3);
  });

  it("in the headers that it wants is asked for its tools again", async () => {
    let header = "Old";
    const server = await serve((received) => {
      const { request, message, reply } = received;
      if (message.method === "server/discover") return reply(discovered);
      if (message.method === "tools/list") {
        const properties = { a: { type: "integer", "x-mcp-header": header } };
        const invalid = { name: "invalid", inputSchema: { type: "object", "x-mcp-header": "A" } };
        return reply({ tools: [{ name: "echo", inputSchema: { type: "object", properties } }, invalid] });
      }
      if (request.headers[`mcp-param-${header.toLowerCase()}`] === "1") return reply(echoed);
      return refuse(received, 400, { code: -32020, message: "Header mismatch" });
    });
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    await upstreams.request(target, call);
    header = "New";
    await upstreams.request(target, call);
    expect(server.seen.filter(({ message }) => message.method === "tools/list")).toHaveLength(2);
    expect((await upstreams.list(target, "tools")).map(({ name }) => name)).toEqual(["echo"]);
    expect(server.seen.filter(({ message }) => message.method === "server/discover")).toHaveLength(1);
  });

  it("of no era that we know says so", async () => {
    const server = await serve(({ reply }) => reply({ supportedVersions: ["2042-01-01"], capabilities: {} }));
    const failure = await failureOf(openTestUpstreams().request(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "protocol_error", sent: false });
    expect(failure.message).toContain("no revision of MCP that we know");
  });

  it("never while a question is open: a modern caller gets it as it is, and brings the answers itself", async () => {
    const server = await startFullServer("modern");
    onTestFinished(() => server.close());
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    const ask = () => Promise.reject(new Error("not to be asked"));
    const caller = { capabilities: { elicitation: {} }, ask };
    const request = { ...toolCall("test_input_required_result_request_state"), caller, passesInput: true };
    const { result } = await upstreams.request(target, request);
    expect(result).toMatchObject({ resultType: "input_required", inputRequests: { confirm: {} } });
    const inputResponses = { confirm: { action: "accept", content: { ok: true } } };
    const params = { ...request.params, inputResponses, requestState: result.requestState };
    const answer = await upstreams.request(target, { ...request, params });
    expect(answer.result.content).toEqual([{ type: "text", text: "state-ok" }]);
  });
});

describe("a watched resource", () => {
  it.each(["legacy", "modern", "sse"] as const)("stays watched when its %s server was away", async (kind) => {
    const first = await startFullServer(kind);
    const front = { url: first.url };
    const upstreams = openTestUpstreams();
    const { port } = new URL(first.url);
    let heard = 0;
    const target = testTarget(front.url);
    const stop = await upstreams.subscribe(target, "test://watched-resource", () => (heard += 1));
    await first.close();
    const second = await startFullServer(kind, { port: Number(port) });
    onTestFinished(() => second.close());
    await waitFor(
      async () => {
        await upstreams
          .request(target, toolCall("test_update_watched_resource", { text: "x" }))
          .catch(() => null);
        return heard > 0;
      },
      { timeoutMs: 20_000, intervalMs: 100 },
    );
    await stop();
    expect(upstreams.health("connection").sessions).toBe(1);
  });
});
