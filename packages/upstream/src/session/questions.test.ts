import { isJsonObject, type JsonObject, RpcError } from "@patchops/protocol";
import { waitFor } from "@patchops/testing";
import { describe, expect, it } from "vitest";
import type { Caller } from "../request.ts";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serve } from "../testing/serve.ts";

const { call } = echo;
const elicit = { id: "q1", method: "elicitation/create", params: { message: "?" } };

/** A legacy server whose one tool asks `question` on the given stream and answers what it heard. */
async function askingServer(given: { on: "call" | "standing"; next?: JsonObject }) {
  let standing: ((message: object) => void) | undefined;
  let finish: ((result: JsonObject) => void) | undefined;
  const server = await serve(({ request, response, message, reply }) => {
    const open = () => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      return (said: object) => response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...said })}\n\n`);
    };
    if (request.method === "GET") {
      standing = open();
      return undefined;
    }
    if (message.method === "server/discover") return response.writeHead(404).end();
    if (message.method === "initialize") {
      return reply({ protocolVersion: "2025-11-25", capabilities: { tools: {} } }, { "mcp-session-id": "s" });
    }
    if (message.method === "tools/call") {
      const send = open();
      finish = (result) => {
        send({ id: message.id, result });
        response.end();
      };
      const ask = given.on === "call" ? send : standing;
      ask?.(elicit);
      if (given.next) ask?.(given.next);
      return undefined;
    }
    response.writeHead(202).end();
    if (message.method === undefined && isJsonObject(message)) {
      finish?.({ heard: message.result ?? message.error });
    }
    return undefined;
  });
  return { server };
}

function caller(ask: Caller["ask"]): Caller {
  return { capabilities: { elicitation: {} }, ask };
}

describe("a question of a legacy server", () => {
  it.each(["call", "standing"] as const)(
    "on the %s's stream goes to the caller, its answer back",
    async (on) => {
      const { server } = await askingServer({ on });
      const upstreams = openTestUpstreams();
      const answers = caller(async ({ params }) => ({ action: "accept", content: params }));
      const { result } = await upstreams.request(testTarget(server.url), { ...call, caller: answers });
      expect(result.heard).toEqual({ action: "accept", content: { message: "?" } });
    },
  );

  it("is refused in the client's own words, or in ours", async () => {
    const { server } = await askingServer({ on: "call" });
    const upstreams = openTestUpstreams();
    const refusing = caller(() => Promise.reject(new RpcError("No", { code: -1, data: { why: "busy" } })));
    const refused = await upstreams.request(testTarget(server.url), { ...call, caller: refusing });
    expect(refused.result.heard).toEqual({ code: -1, message: "No", data: { why: "busy" } });
    const failing = caller(() => Promise.reject(new Error("secret of ours")));
    const failed = await upstreams.request(testTarget(server.url), { ...call, caller: failing });
    expect(failed.result.heard).toEqual({ code: -32603, message: "The client did not answer." });
  });

  it("that the server takes back is taken back from the client", async () => {
    const cancelled = { method: "notifications/cancelled", params: { requestId: "q1" } };
    const { server } = await askingServer({ on: "call", next: cancelled });
    let signal: AbortSignal | undefined;
    const asked = caller((_question, given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    await openTestUpstreams().request(testTarget(server.url), { ...call, caller: asked });
    expect(signal?.aborted).toBe(true);
  });

  it("ends with the call that it came on", async () => {
    const { server } = await askingServer({ on: "call" });
    let signal: AbortSignal | undefined;
    const asked = caller((_question, given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    const controller = new AbortController();
    const target = testTarget(server.url);
    const request = { ...call, caller: asked, signal: controller.signal };
    const failure = failureOf(openTestUpstreams().request(target, request));
    await waitFor(() => signal !== undefined);
    controller.abort();
    expect((await failure).code).toBe("cancelled");
    expect(signal?.aborted).toBe(true);
  });
});

describe("a page that a server wants opened", () => {
  it("is one visit for a legacy client, until the modern server no longer asks; then it is told so", async () => {
    let rounds = 0;
    const server = await serve(({ message, reply }) => {
      if (message.method === "server/discover") {
        return reply({ supportedVersions: ["2026-07-28"], capabilities: {}, resultType: "complete" });
      }
      rounds += 1;
      if (rounds > 2) return reply({ resultType: "complete", ...echo.result });
      const params = { mode: "url", url: `https://example.com/pay?round=${rounds}`, message: "Pay." };
      const inputRequests = { pay: { method: "elicitation/create", params } };
      return reply({ resultType: "input_required", inputRequests, requestState: `round ${rounds}` });
    });
    const asked: JsonObject[] = [];
    const told: unknown[] = [];
    const person = caller(async ({ params }) => {
      asked.push(params);
      return { action: "accept" };
    });
    const { result } = await openTestUpstreams().request(testTarget(server.url), {
      ...{ ...call, caller: person },
      onNotification: ({ method, params }) => told.push([method, params?.elicitationId]),
    });
    expect(result).toMatchObject(echo.result);
    expect(asked).toEqual([expect.objectContaining({ mode: "url", elicitationId: expect.any(String) })]);
    expect(told).toEqual([["notifications/elicitation/complete", asked[0]?.elicitationId]]);
    expect(server.seen.at(-1)?.message.params).toMatchObject({
      inputResponses: { pay: { action: "accept" } },
      requestState: "round 2",
    });
  });

  it("of a legacy server is told to be done when the request that failed for it is long over", async () => {
    let standing: ((message: object) => void) | undefined;
    const server = await serve(({ request, response, message, reply }) => {
      if (request.method === "GET") {
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        standing = (said) => response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...said })}\n\n`);
        return undefined;
      }
      if (message.method === "server/discover") return response.writeHead(404).end();
      if (message.method === "initialize") {
        return reply({ protocolVersion: "2025-11-25", capabilities: {} }, { "mcp-session-id": "s" });
      }
      if (message.method !== "tools/call") return response.writeHead(202).end();
      const data = {
        elicitations: [{ elicitationId: "e1", mode: "url", url: "https://example.com", message: "" }],
      };
      response.writeHead(200, { "content-type": "application/json" });
      return response.end(
        JSON.stringify({ jsonrpc: "2.0", id: message.id, error: { code: -32042, message: "First", data } }),
      );
    });
    const told: unknown[] = [];
    const person = caller(() => Promise.reject(new Error("nobody is asked")));
    const failure = await failureOf(
      openTestUpstreams().request(testTarget(server.url), {
        ...{ ...call, caller: person },
        onNotification: ({ params }) => told.push(params),
      }),
    );
    expect(failure.upstreamCode).toBe(-32042);
    const method = "notifications/elicitation/complete";
    standing?.({ method, params: { elicitationId: "another" } });
    standing?.({ method, params: { elicitationId: "e1" } });
    await waitFor(() => told.length > 0);
    expect(told).toEqual([{ elicitationId: "e1" }]);
  });
});
