import { setTimeout as wait } from "node:timers/promises";
import type { JsonObject } from "@patchops/protocol";
import { type McpFixtureOptions, startMcpFixture, waitFor } from "@patchops/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { failureOf } from "./testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";
import { type Received, serve, serveSession } from "./testing/serve.ts";
import { UpstreamError } from "./upstream-error.ts";

const call = { name: "echo", arguments: { a: 1 } };
const echoed = { content: [{ type: "text", text: '{"a":1}' }] };

async function fixture(options: McpFixtureOptions = {}) {
  const started = await startMcpFixture(options);
  onTestFinished(() => started.close());
  return started;
}

const idOf = (message: JsonObject) => (typeof message.id === "number" ? message.id : -1);

function stream({ response }: Received) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (message: object, fields = "") =>
    response.write(`${fields}data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`);
}

describe("callTool", () => {
  it.each(["json", "sse"] as const)("answers what the tool answers, as %s", async (answerAs) => {
    const server = await fixture({ answerAs });
    const upstreams = openTestUpstreams();
    const answer = await upstreams.callTool(testTarget(server.url), call);
    expect(answer.result).toEqual(echoed);
    expect(answer.bytesOut).toBeGreaterThan(60);
    const posts = server.requests.filter(({ httpMethod }) => httpMethod === "POST");
    expect(posts.map(({ method }) => method)).toEqual([
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
    const server = await fixture({ tools: [{ name: "echo", call: () => result }] });
    expect((await openTestUpstreams().callTool(testTarget(server.url), call)).result).toEqual(result);
  });

  it("opens one session for each owner and each connection, and uses it again", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams();
    for (const ownerKey of ["a", "b", "a"]) {
      await Promise.all(
        Array.from({ length: 5 }, () => upstreams.callTool(testTarget(server.url, { ownerKey }), call)),
      );
    }
    await upstreams.callTool(testTarget(server.url, { ownerKey: "a", connectionId: "other" }), call);
    expect(server.sessionCount()).toBe(3);
    expect(server.calls()).toBe(16);
  });

  it.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])("speaks %s", async (protocolVersion) => {
    const server = await fixture({ protocolVersion });
    await openTestUpstreams().callTool(testTarget(server.url), call);
    const [initialize, initialized, called] = server.requests;
    expect(initialize?.params).toEqual({
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "PatchOps", version: "0.0.0-test" },
    });
    expect(initialize?.headers).not.toHaveProperty("mcp-session-id");
    for (const request of [initialized, called]) {
      expect(request?.headers["mcp-protocol-version"]).toBe(protocolVersion);
      expect(request?.headers["mcp-session-id"]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("refuses a server of no revision that we know", async () => {
    const server = await fixture({ protocolVersion: "2042-01-01" });
    const failure = await failureOf(openTestUpstreams().callTool(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "protocol_error", sent: false });
  });

  it("speaks to a server without sessions", async () => {
    const server = await fixture({ hasSessions: false });
    const upstreams = openTestUpstreams();
    await upstreams.callTool(testTarget(server.url), call);
    await upstreams.callTool(testTarget(server.url), call);
    expect(server.requests.filter(({ method }) => method === "initialize")).toHaveLength(1);
  });

  it("sends the credential's headers, which can set nothing of the protocol", async () => {
    const server = await fixture();
    const headers = {
      Authorization: "Bearer secret",
      "X-Api-Key": "k",
      "Mcp-Session-Id": "stolen",
      Host: "evil.example",
      "Content-Type": "text/plain",
      "Transfer-Encoding": "chunked",
    };
    await openTestUpstreams().callTool(testTarget(server.url, { headers }), call);
    for (const request of server.requests) {
      expect(request.headers).toMatchObject({ authorization: "Bearer secret", "x-api-key": "k" });
      expect(request.headers.host).toBe(`127.0.0.1:${server.port}`);
      expect(request.headers["mcp-session-id"]).not.toBe("stolen");
    }
  });

  it("refuses a credential with a line break, without sending anything", async () => {
    const server = await fixture();
    const headers = { authorization: "Bearer a\r\nx-evil: 1" };
    const failure = await failureOf(openTestUpstreams().callTool(testTarget(server.url, { headers }), call));
    expect(failure).toMatchObject({ code: "invalid_input", sent: false });
    expect(server.requests).toEqual([]);
  });

  it("says where to sign in when the server does", async () => {
    const server = await fixture();
    const resourceMetadataUrl = "https://mcp.example.com/.well-known/oauth-protected-resource";
    server.behave({ kind: "unauthorized", resourceMetadataUrl });
    const failure = await failureOf(openTestUpstreams().callTool(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "unauthorized", sent: false, resourceMetadataUrl });
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
    expect((await openTestUpstreams().callTool(target, call)).result).toEqual(echoed);
    expect(server.seen).toHaveLength(4);
  });
});

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
    const answer = await openTestUpstreams().callTool(testTarget(server.url), {
      ...call,
      meta: { progressToken: "callers", "example.com/trace": 1 },
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
    const server = await fixture();
    await openTestUpstreams().callTool(testTarget(server.url), {
      ...call,
      meta: { progressToken: "callers" },
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
    await openTestUpstreams().callTool(testTarget(server.url), call);
    expect(answers.sort((a, b) => String(b.id).localeCompare(String(a.id)))).toMatchObject([
      { id: "p1", result: {} },
      { id: 7, error: { code: -32601 } },
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
    const { result } = await openTestUpstreams().callTool(testTarget(server.url), call);
    expect(result).toEqual({ resumed: true });
    expect(
      server.seen.filter(({ method }) => method === "GET").map(({ headers }) => headers["last-event-id"]),
    ).toEqual(["1", "2"]);
    expect(server.seen.filter(({ message }) => message.method === "tools/call")).toHaveLength(1);
  });

  it("reaches listeners when tools change, until they stop listening", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams();
    const heard: string[] = [];
    const stop = upstreams.onToolsChanged((connectionId, ownerKey) =>
      heard.push(`${connectionId} ${ownerKey}`),
    );
    await upstreams.callTool(testTarget(server.url), call);
    await waitFor(() => server.requests.some(({ httpMethod }) => httpMethod === "GET"), { timeoutMs: 5_000 });
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
    await upstreams.callTool(testTarget(server.url), call).catch(() => undefined);
    expect(heard).toHaveLength(count);
  });
});

describe("a session that the upstream has lost", () => {
  it("is opened again, once for all callers, and each call goes out once more", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    await upstreams.callTool(target, call);
    server.forgetSessions();
    const answers = await Promise.all(Array.from({ length: 20 }, () => upstreams.callTool(target, call)));
    for (const { result } of answers) expect(result).toEqual(echoed);
    expect(server.sessionCount()).toBe(1);
    expect(server.requests.filter(({ method }) => method === "initialize")).toHaveLength(2);
  });

  it("is given up when it is lost again at once", async () => {
    let isLost = false;
    const server = await serveSession(
      ({ response, reply }) => (isLost ? response.writeHead(404).end() : reply(echoed)),
      { sessionId: "s" },
    );
    const upstreams = openTestUpstreams();
    const sent = () => server.seen.filter(({ message }) => message.method === "tools/call").length;
    await upstreams.callTool(testTarget(server.url), call);
    isLost = true;
    const failure = await failureOf(upstreams.callTool(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "session_lost", sent: true, retryable: true });
    expect(sent()).toBe(3);
    // A session that was opened for this very call is no old one that may have been forgotten.
    await failureOf(upstreams.callTool(testTarget(server.url, { ownerKey: "new" }), call));
    expect(sent()).toBe(4);
  });

  it("is also lost for servers that say so by 400", async () => {
    let isLost = false;
    const server = await serveSession(
      ({ response, reply }) => {
        if (!isLost) return reply(echoed);
        isLost = false;
        response.writeHead(400, { "content-type": "application/json" });
        const error = { code: -32000, message: "Bad Request: No valid session ID provided" };
        return response.end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
      },
      { sessionId: "s" },
    );
    const upstreams = openTestUpstreams();
    await upstreams.callTool(testTarget(server.url), call);
    isLost = true;
    expect((await upstreams.callTool(testTarget(server.url), call)).result).toEqual(echoed);
  });

  it("is ended over there when the connection is forgotten, after the calls under way", async () => {
    let release: (() => void) | undefined;
    const tools = [
      {
        name: "echo",
        call: () => new Promise<JsonObject>((resolve) => (release = () => resolve({ late: true }))),
      },
    ];
    const server = await fixture({ tools });
    const upstreams = openTestUpstreams();
    const answer = upstreams.callTool(testTarget(server.url), call);
    await waitFor(() => release !== undefined, { timeoutMs: 5_000 });
    upstreams.forget("connection");
    await wait(20);
    expect(server.sessionCount()).toBe(1);
    release?.();
    expect((await answer).result).toEqual({ late: true });
    await waitFor(() => server.sessionCount() === 0, { timeoutMs: 5_000 });
  });

  it("that nobody uses is ended", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams({ idleMs: 30 });
    await upstreams.callTool(testTarget(server.url), call);
    await waitFor(() => server.sessionCount() === 0, { timeoutMs: 5_000 });
    expect(upstreams.health("connection").sessions).toBe(0);
    await upstreams.callTool(testTarget(server.url), call);
  });

  it("does not outlive a change of the address", async () => {
    const [first, second] = [await fixture(), await fixture()];
    const upstreams = openTestUpstreams();
    await upstreams.callTool(testTarget(first.url), call);
    await upstreams.callTool(testTarget(second.url), call);
    expect([first.calls(), second.calls()]).toEqual([1, 1]);
    await waitFor(() => first.sessionCount() === 0, { timeoutMs: 5_000 });
  });
});

describe("a call that is given up", () => {
  const cancellations = (server: Awaited<ReturnType<typeof fixture>>) =>
    server.requests.filter(({ method }) => method === "notifications/cancelled");

  it("by its caller is cancelled upstream, by our own id", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams();
    await upstreams.callTool(testTarget(server.url), call);
    server.behave({ kind: "hang" }, "tools/call");
    const controller = new AbortController();
    const failure = failureOf(
      upstreams.callTool(testTarget(server.url), { ...call, signal: controller.signal }),
    );
    await waitFor(() => server.calls() === 2, { timeoutMs: 5_000 });
    controller.abort();
    expect(await failure).toMatchObject({ code: "cancelled", sent: true });
    await waitFor(() => cancellations(server).length === 1, { timeoutMs: 5_000 });
    const sentId = server.requests.filter(({ method }) => method === "tools/call").at(-1)?.id;
    expect(cancellations(server)[0]?.params).toMatchObject({ requestId: sentId });
  });

  it("for its deadline is cancelled upstream as well", async () => {
    const server = await fixture();
    server.behave({ kind: "hang" }, "tools/call");
    const upstreams = openTestUpstreams();
    const failure = await failureOf(upstreams.callTool(testTarget(server.url), { ...call, timeoutMs: 100 }));
    expect(failure).toMatchObject({ code: "timeout", sent: true, retryable: true });
    await waitFor(() => cancellations(server).length === 1, { timeoutMs: 5_000 });
  });

  it("before the session is open was not sent, and the session opens for others", async () => {
    const server = await fixture();
    server.behave({ kind: "slow", delayMs: 200 }, "initialize");
    const upstreams = openTestUpstreams();
    const early = failureOf(upstreams.callTool(testTarget(server.url), { ...call, timeoutMs: 50 }));
    const aborted = failureOf(
      upstreams.callTool(testTarget(server.url), { ...call, signal: AbortSignal.timeout(20) }),
    );
    const patient = upstreams.callTool(testTarget(server.url), call);
    expect(await early).toMatchObject({ code: "timeout", sent: false });
    expect(await aborted).toMatchObject({ code: "cancelled", sent: false });
    expect((await patient).result).toEqual(echoed);
    expect(server.calls()).toBe(1);
    expect(cancellations(server)).toEqual([]);
  });

  it("because everything closes ends at once", async () => {
    const server = await fixture();
    server.behave({ kind: "hang" }, "tools/call");
    const upstreams = openTestUpstreams();
    const failure = failureOf(upstreams.callTool(testTarget(server.url), call));
    await waitFor(() => server.calls() === 1, { timeoutMs: 5_000 });
    await upstreams.close();
    expect(await failure).toMatchObject({ code: "cancelled", sent: true });
    expect(server.sessionCount()).toBe(0);
  });
});

describe("a server that cannot be reached", () => {
  it("is refused, and nothing was sent", async () => {
    const failure = await failureOf(openTestUpstreams().callTool(testTarget("http://127.0.0.1:1/mcp"), call));
    expect(failure).toMatchObject({ code: "connection_refused", sent: false, retryable: true });
    expect(failure.message).toBe("127.0.0.1:1 could not be reached.");
  });

  it("speaks no TLS", async () => {
    const server = await fixture();
    const url = server.url.replace("http:", "https:");
    const failure = await failureOf(openTestUpstreams().callTool(testTarget(url), call));
    expect(failure).toMatchObject({ code: "tls_failed", sent: false });
  });
});

describe("the breaker", () => {
  it("opens after five failures in a row, answers at once, and closes with a good try", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams({ breaker: { failures: 5, openMs: 100 } });
    const target = testTarget(server.url);
    server.behave({ kind: "status", status: 500 }, "tools/call");
    for (let count = 0; count < 5; count += 1) {
      expect((await failureOf(upstreams.callTool(target, call))).code).toBe("upstream_error");
    }
    expect(upstreams.health("connection")).toMatchObject({ state: "open", consecutiveFailures: 5 });
    const failure = await failureOf(upstreams.callTool(target, call));
    expect(failure).toMatchObject({ code: "breaker_open", sent: false, retryable: true });
    expect(server.calls()).toBe(5);
    await upstreams.callTool(testTarget(server.url, { connectionId: "other" }), call).catch(() => undefined);
    expect(server.calls()).toBe(6);

    server.behave({ kind: "normal" }, "tools/call");
    await waitFor(async () => (await upstreams.callTool(target, call).catch(() => null)) !== null, {
      timeoutMs: 5_000,
    });
    expect(upstreams.health("connection")).toMatchObject({
      state: "ok",
      consecutiveFailures: 0,
      nextAttemptAt: null,
    });
  });

  it("lets one try through at a time and opens again when it fails", async () => {
    const server = await fixture();
    const upstreams = openTestUpstreams({ breaker: { failures: 1, openMs: 50 } });
    const target = testTarget(server.url);
    server.behave({ kind: "status", status: 500 }, "tools/call");
    await failureOf(upstreams.callTool(target, call));
    await wait(60);
    const failures = await Promise.all(
      Array.from({ length: 10 }, () => failureOf(upstreams.callTool(target, call))),
    );
    expect(failures.filter(({ code }) => code === "upstream_error")).toHaveLength(1);
    expect(failures.filter(({ code }) => code === "breaker_open")).toHaveLength(9);
    expect(upstreams.health("connection").state).toBe("open");
  });

  it("does not count what is no fault of the upstream", async () => {
    const tools = [
      {
        name: "echo",
        call: () => {
          throw new Error("a tool's own");
        },
      },
    ];
    const server = await fixture({ tools });
    const upstreams = openTestUpstreams({ breaker: { failures: 2, openMs: 60_000 } });
    const target = testTarget(server.url);
    for (let count = 0; count < 3; count += 1) {
      expect((await failureOf(upstreams.callTool(target, call))).upstreamCode).toBe(-32603);
    }
    server.behave({ kind: "unauthorized" }, "tools/call");
    for (let count = 0; count < 3; count += 1) {
      expect((await failureOf(upstreams.callTool(target, call))).code).toBe("unauthorized");
    }
    server.behave({ kind: "hang" }, "tools/call");
    for (let count = 0; count < 3; count += 1) {
      const signal = AbortSignal.timeout(10);
      expect((await failureOf(upstreams.callTool(target, { ...call, signal }))).code).toBe("cancelled");
    }
  });
});

describe("listTools", () => {
  it("reads every page and keeps definitions whole", async () => {
    const tools = Array.from({ length: 25 }, (_, index) => ({
      name: `tool-${index}`,
      title: "Title",
      description: "d",
      inputSchema: { type: "object", properties: { a: { type: "string" } } },
      outputSchema: { type: "object" },
      annotations: { readOnlyHint: true },
      icons: [{ src: "https://example.com/i.png" }],
      _meta: { x: 1 },
      fieldOfTheFuture: true,
    }));
    const server = await fixture({ tools, pageSize: 10 });
    expect(await openTestUpstreams().listTools(testTarget(server.url))).toEqual(tools);
    expect(server.requests.filter(({ method }) => method === "tools/list")).toHaveLength(3);
  });

  const outcome = async (page: (count: number) => JsonObject, options = {}) => {
    let count = 0;
    const server = await serveSession(({ reply }) => reply(page(count++)));
    return failureOf(openTestUpstreams(options).listTools(testTarget(server.url), { timeoutMs: 10_000 }));
  };

  it("ends with lists that have no end", async () => {
    expect((await outcome(() => ({ tools: [], nextCursor: "same" }))).code).toBe("protocol_error");
    expect((await outcome((count) => ({ tools: [], nextCursor: `${count}` }))).code).toBe("result_too_large");
    const large = { tools: [{ name: "x".repeat(1_000), inputSchema: {} }] };
    const limits = { maxResultBytes: 2_000 };
    expect((await outcome((count) => ({ ...large, nextCursor: `${count}` }), limits)).code).toBe(
      "result_too_large",
    );
  });

  it("takes no list that is none, and skips what is no tool", async () => {
    expect((await outcome(() => ({}))).code).toBe("protocol_error");
    const server = await serveSession(({ reply }) =>
      reply({ tools: [null, 1, "x", [], {}, { name: 5 }, { name: "" }, { name: "good", inputSchema: {} }] }),
    );
    expect(await openTestUpstreams().listTools(testTarget(server.url))).toEqual([
      { name: "good", inputSchema: {} },
    ]);
  });

  it("asks no server that says it has none", async () => {
    const server = await serveSession(({ reply }) => reply({}), { capabilities: {} });
    expect(await openTestUpstreams().listTools(testTarget(server.url))).toEqual([]);
    expect(server.seen.some(({ message }) => message.method === "tools/list")).toBe(false);
  });
});

describe("answers never cross", () => {
  it("with 64 calls at once from two owners, answered in scrambled order", async () => {
    const waiting: (() => void)[] = [];
    const server = await serveSession((received) => {
      const { message, request } = received;
      const params = message.params as { arguments: JsonObject };
      const owner = request.headers["x-owner"];
      const answer = () => received.reply({ structuredContent: { ...params.arguments, owner } });
      waiting.push(answer);
      if (waiting.length < 64) return;
      for (const each of waiting.splice(0).sort(() => Math.random() - 0.5)) each();
    });
    const upstreams = openTestUpstreams();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        Array.from({ length: 64 }, async (_, index) => {
          const owner = index % 2 === 0 ? "a" : "b";
          const target = testTarget(server.url, { ownerKey: owner, headers: { "x-owner": owner } });
          const { result } = await upstreams.callTool(target, { name: "echo", arguments: { round, index } });
          expect(result.structuredContent).toEqual({ round, index, owner });
        }),
      );
    }
    const ids = server.seen
      .filter(({ message }) => message.id !== undefined)
      .map(({ message }) => message.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("and one that hangs delays no other", async () => {
    const [slow, quick] = [await fixture(), await fixture()];
    slow.behave({ kind: "hang" });
    const upstreams = openTestUpstreams();
    const hanging = Array.from({ length: 50 }, (_, index) =>
      failureOf(
        upstreams.callTool(testTarget(slow.url, { connectionId: "slow", ownerKey: `${index}` }), call),
      ),
    );
    for (let count = 0; count < 50; count += 1) {
      await upstreams.callTool(testTarget(quick.url, { connectionId: "quick" }), call);
    }
    expect(quick.calls()).toBe(50);
    await upstreams.close();
    for (const failure of await Promise.all(hanging)) expect(failure).toBeInstanceOf(UpstreamError);
  });
});
