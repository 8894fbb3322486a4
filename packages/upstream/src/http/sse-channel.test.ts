import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serve } from "../testing/serve.ts";

const { call, result: echoed } = echo;

/** A server of HTTP+SSE; `onCall` answers a tool call on the stream that it is given. */
function serveSse(given: {
  endpoint?: string;
  token?: string;
  onCall?: (stream: ServerResponse, send: (message: object) => void) => void;
}) {
  const { endpoint = "/messages?session=1", token } = given;
  let stream: ServerResponse | undefined;
  return serve(({ request, response, message }) => {
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return response.writeHead(401).end();
    if (request.method === "GET") {
      stream = response;
      return response
        .writeHead(200, { "content-type": "text/event-stream" })
        .write(`event: endpoint\ndata: ${endpoint}\n\n`);
    }
    if (request.url !== "/messages?session=1") return response.writeHead(405).end();
    response.writeHead(202).end("Accepted");
    const send = (said: object) =>
      stream?.write(
        `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", id: message.id, ...said })}\n\n`,
      );
    if (message.method === "initialize")
      send({ result: { protocolVersion: "2024-11-05", capabilities: { tools: {} } } });
    else if (message.method === "tools/call" && stream) given.onCall?.(stream, send);
    return undefined;
  });
}

describe("a server of HTTP+SSE", () => {
  it("is found after the newer ways were refused, and gets the credential each time", async () => {
    const server = await serveSse({ token: "t", onCall: (_stream, send) => send({ result: echoed }) });
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url, { headers: { authorization: "Bearer t" } });
    for (let count = 0; count < 2; count += 1) {
      expect((await upstreams.request(target, call)).result).toEqual(echoed);
      upstreams.forgetAll();
    }
    expect(server.seen.filter(({ headers }) => headers.authorization !== "Bearer t")).toEqual([]);
    const stranger = testTarget(server.url, { connectionId: "stranger" });
    expect(await failureOf(upstreams.request(stranger, call))).toMatchObject({
      code: "unauthorized",
      sent: false,
    });
  });

  it("that names an address elsewhere gets nothing there", async () => {
    const elsewhere = await serve(({ response }) => response.writeHead(200).end());
    const server = await serveSse({ endpoint: `${elsewhere.origin}/messages` });
    const failure = await failureOf(openTestUpstreams().request(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "protocol_error", sent: false });
    expect(elsewhere.seen).toEqual([]);
  });

  it("whose stream breaks off fails the calls on it, and is dialled again by the next", async () => {
    let isBroken = true;
    const server = await serveSse({
      onCall(stream, send) {
        if (isBroken) stream.destroy();
        else send({ result: echoed });
      },
    });
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    expect(await failureOf(upstreams.request(target, call))).toMatchObject({
      code: "protocol_error",
      sent: true,
    });
    isBroken = false;
    expect((await upstreams.request(target, call)).result).toEqual(echoed);
    const posts = server.seen.filter(({ method, url }) => method === "POST" && url === "/mcp");
    expect(posts.map(({ message }) => message.method)).toEqual(["server/discover", "initialize"]);
  });

  it("is not taken for one when its GET is no stream: the first refusal is told", async () => {
    const server = await serve(({ request, response }) => {
      response.writeHead(request.method === "GET" ? 200 : 404, { "content-type": "text/html" }).end("<html>");
    });
    const failure = await failureOf(openTestUpstreams().request(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "not_mcp", httpStatus: 404, sent: false });
  });
});
