import type { JsonObject } from "@patchops/protocol";
import { waitFor } from "@patchops/testing";
import { describe, expect, it } from "vitest";
import { echo } from "../testing/echo.ts";
import { openFixture } from "../testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { type Received, serveSession } from "../testing/serve.ts";

const { call } = echo;

const idOf = (message: JsonObject) => (typeof message.id === "number" ? message.id : -1);

function stream({ response }: Received) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (message: object, fields = "") =>
    response.write(`${fields}data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`);
}

describe("what a server says meanwhile", () => {
  it("is progress for the caller, by a token of our own", async () => {
    const server = await serveSession((received) => {
      const { message, response } = received;
      const send = stream(received);
      const params = message.params as { _meta: JsonObject };
      const progressToken = params._meta.progressToken;
      send({
        method: "notifications/progress",
        params: { progressToken, progress: 1, total: 2, message: "half" },
      });
      send({ method: "notifications/progress", params: { progressToken: "callers", progress: 9 } });
      send({
        method: "notifications/progress",
        params: { progressToken: Number(progressToken) + 1, progress: 9 },
      });
      send({ method: "notifications/progress", params: { progressToken, progress: "x" } });
      send({ method: "notifications/message", params: { level: "info", data: "log" } });
      send({ id: message.id, result: { meta: params._meta } });
      response.end();
    });
    const heard: unknown[] = [];
    const answer = await openTestUpstreams().request(testTarget(server.url), {
      ...call,
      params: { ...call.params, _meta: { progressToken: "callers", "example.com/trace": 1 } },
      onProgress: (progress) => heard.push(progress),
      onNotification: (notification) => heard.push(notification.method),
    });
    expect(heard).toEqual([{ progress: 1, total: 2, message: "half" }, "notifications/message"]);
    expect(answer.result.meta).toEqual({
      progressToken: idOf(server.seen.at(-1)?.message ?? {}),
      "example.com/trace": 1,
    });
  });

  it("sends no progress token when nobody listens", async () => {
    const server = await openFixture();
    await openTestUpstreams().request(testTarget(server.url), {
      ...call,
      params: { ...call.params, _meta: { progressToken: "callers" } },
    });
    expect(server.requests.at(-1)?.params).toMatchObject({ _meta: {} });
    expect(JSON.stringify(server.requests.at(-1)?.params)).not.toContain("progressToken");
  });

  it("is answered when it is a request: ping, and nothing else", async () => {
    const answers: JsonObject[] = [];
    let finish: (() => void) | undefined;
    const server = await serveSession((received) => {
      const { message, response } = received;
      if (message.method === undefined) {
        answers.push(message);
        response.writeHead(202).end();
        if (answers.length === 2) finish?.();
        return;
      }
      const send = stream(received);
      send({ id: "p1", method: "ping" });
      send({ id: 7, method: "sampling/createMessage", params: {} });
      finish = () => {
        send({ id: message.id, result: {} });
        response.end();
      };
    });
    await openTestUpstreams().request(testTarget(server.url), call);
    expect(answers.sort((a, b) => String(b.id).localeCompare(String(a.id)))).toMatchObject([
      { id: "p1", result: {} },
      { id: 7, error: { code: -32603 } },
    ]);
  });

  it("is taken up again by Last-Event-ID when the stream breaks off before the answer", async () => {
    let id: unknown;
    const server = await serveSession(({ request, response, message, reply: _reply }) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      if (request.method === "POST") {
        id = message.id;
        response.write("id: 1\nretry: 10\ndata:\n\n");
        setTimeout(() => response.destroy(), 10);
        return;
      }
      if (request.headers["last-event-id"] === "1") return response.end("id: 2\ndata:\n\n");
      response.end(`id: 3\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result: { resumed: true } })}\n\n`);
    });
    const { result } = await openTestUpstreams().request(testTarget(server.url), call);
    expect(result).toEqual({ resumed: true });
    expect(
      server.seen.filter(({ method }) => method === "GET").map(({ headers }) => headers["last-event-id"]),
    ).toEqual([undefined, "1", "2"]);
    expect(server.seen.filter(({ message }) => message.method === "tools/call")).toHaveLength(1);
  });

  it("reaches listeners when tools change, until they stop listening", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams();
    const heard: string[] = [];
    const stop = upstreams.onChanged((connectionId, ownerKey) => heard.push(`${connectionId} ${ownerKey}`));
    await upstreams.request(testTarget(server.url), call);
    await waitFor(() => server.requests.some(({ httpMethod }) => httpMethod === "GET"));
    await waitFor(
      () => {
        server.setTools([]);
        return heard.length > 0;
      },
      { timeoutMs: 5_000 },
    );
    expect(heard[0]).toBe("connection owner");
    stop();
    const count = heard.length;
    server.setTools([]);
    await upstreams.request(testTarget(server.url), call).catch(() => undefined);
    expect(heard).toHaveLength(count);
  });
});
