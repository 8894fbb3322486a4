import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { failureOf } from "../testing/failure-of.ts";
import { openFixture } from "../testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serveSession } from "../testing/serve.ts";
import { toolCall } from "../testing/tool-call.ts";

const call = { ...toolCall("echo"), timeoutMs: 30_000 };

/** How a call ends with a server that answers `tools/call` so. */
async function outcome(handle: Parameters<typeof serveSession>[0], given = { maxResultBytes: 65_536 }) {
  const server = await serveSession(handle);
  return failureOf(openTestUpstreams(given).request(testTarget(server.url), call));
}

describe("a server that misbehaves", () => {
  it.each([
    [{ kind: "html" as const }, "not_mcp", "answered HTML with 200"],
    [{ kind: "garbage" as const }, "protocol_error", "not MCP"],
    [{ kind: "reset" as const }, "protocol_error", "broke the connection off"],
    [{ kind: "reset" as const, after: "headers" as const }, "protocol_error", "broke the connection off"],
    [{ kind: "status" as const, status: 500 }, "upstream_error", "failed with status 500"],
    [{ kind: "status" as const, status: 403 }, "upstream_error", "refused the request (403)"],
    [{ kind: "status" as const, status: 429 }, "upstream_error", "too many requests"],
    [{ kind: "unauthorized" as const }, "unauthorized", "wants a key"],
    [{ kind: "hang" as const }, "timeout", "No answer"],
    [{ kind: "trickle" as const, bytesPerSecond: 10 }, "timeout", "No answer"],
    [{ kind: "huge" as const, sizeBytes: 1_073_741_824 }, "result_too_large", "64"],
  ])("%o ends as %s", async (behavior, code, text) => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ maxResultBytes: 64 * 1_048_576 });
    const target = testTarget(server.url);
    await upstreams.request(target, call);
    server.behave(behavior, "tools/call");
    // Only silence is to run into its deadline: 64 MB take their time on a busy machine.
    const timeoutMs = code === "timeout" ? 500 : 30_000;
    const failure = await failureOf(upstreams.request(target, { ...call, timeoutMs }));
    expect(failure).toMatchObject({ code, sent: true });
    expect(failure.message).toContain(text);
    server.behave({ kind: "normal" }, "tools/call");
    expect((await upstreams.request(target, call)).result).toEqual({
      content: [{ type: "text", text: "{}" }],
    });
  });

  it("keeps its own words out of connection errors", async () => {
    const failure = await outcome(({ response }) => {
      response.writeHead(500, "secret reason", { "content-type": "text/plain", "x-secret": "secret" });
      response.end("secret stack");
    });
    expect(JSON.stringify([failure.message, failure.data ?? null])).not.toContain("secret");
  });

  it("has its JSON-RPC error passed on with code, message and data, whatever the status", async () => {
    for (const status of [200, 400, 404, 500]) {
      const error = { code: -32099, message: "Its own words", data: { a: [1] } };
      const failure = await outcome(({ response, message }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, error }));
      });
      expect(failure).toMatchObject({
        code: "upstream_error",
        message: "Its own words",
        upstreamCode: -32099,
        data: { a: [1] },
        sent: true,
        retryable: false,
      });
    }
  });

  it.each([
    ["an answer to another id", (id: unknown) => [{ id: Number(id) + 1, result: { stolen: true } }]],
    ["an answer to the id as a text", (id: unknown) => [{ id: String(id), result: { stolen: true } }]],
    ["no answer at all", () => [{ method: "notifications/message" }]],
    ["no message", () => [{}]],
  ])("%s is no answer, in JSON and on a stream", async (_name, messages) => {
    for (const type of ["application/json", "text/event-stream"]) {
      const failure = await outcome(({ response, message }) => {
        const texts = messages(message.id).map((each) => JSON.stringify({ jsonrpc: "2.0", ...each }));
        response.writeHead(200, { "content-type": type });
        response.end(
          type === "application/json" ? texts[0] : texts.map((text) => `data: ${text}\n\n`).join(""),
        );
      });
      expect(failure).toMatchObject({ code: "protocol_error", sent: true });
    }
  });

  it("is heard when the right answer comes after wrong ones", async () => {
    const server = await serveSession(({ response, message }) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const id of [Number(message.id) - 1, String(message.id), null, message.id]) {
        response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", id, result: { id } })}\n\n`);
      }
      response.end();
    });
    const { result } = await openTestUpstreams().request(testTarget(server.url), call);
    expect(result.id).toBe(server.seen.at(-1)?.message.id);
  });

  it("sends JSON 100,000 deep to no effect", async () => {
    const failure = await outcome(
      ({ response, message }) => {
        response.writeHead(200, { "content-type": "application/json" });
        const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
        response.end(`{"jsonrpc":"2.0","id":${message.id},"result":{"deep":${deep}}}`);
      },
      { maxResultBytes: 1_048_576 },
    );
    expect(failure.code).toBe("protocol_error");
  });
});

describe("S31: a server that sends too much", () => {
  it.each([
    ["gzip", gzipSync],
    ["br", (data: Buffer) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
    ["zstd", zstdCompressSync],
  ])("a %s bomb is cut at the cap", async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(200 * 1_048_576, "x"));
    const before = process.memoryUsage().rss;
    for (const type of ["application/json", "text/event-stream"]) {
      const failure = await outcome(({ response }) => {
        response.writeHead(200, { "content-type": type, "content-encoding": encoding });
        response.end(bomb);
      });
      expect(failure).toMatchObject({ code: "result_too_large", sent: true });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1_048_576);
  });

  it("is understood when what it compressed is small", async () => {
    const server = await serveSession(({ response, message }) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: { text: "packed" } });
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(body));
    });
    const { result } = await openTestUpstreams().request(testTarget(server.url), call);
    expect(result).toEqual({ text: "packed" });
    expect(server.seen.at(-1)?.headers["accept-encoding"]).toBe("identity");
  });

  it("is told so when it names a size beyond the cap, before the body is read", async () => {
    const failure = await outcome(({ response }) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": 1_073_741_824 });
      response.flushHeaders();
    });
    expect(failure.code).toBe("result_too_large");
  });

  it.each(["json", "one event", "many events", "comments"])("without end as %s is closed", async (kind) => {
    let closed: Promise<unknown> | undefined;
    const failure = await outcome(async ({ response }) => {
      closed = once(response, "close");
      const type = kind === "json" ? "application/json" : "text/event-stream";
      response.writeHead(200, { "content-type": type });
      const text = randomBytes(1_024).toString("hex");
      const piece = {
        json: `"${text}",`,
        "one event": `data: ${text}\n`,
        "many events": `data: {"jsonrpc":"2.0","method":"notifications/message","params":{"data":"${text}"}}\n\n`,
        comments: `: ${text}\n`,
      }[kind];
      response.write(kind === "json" ? "[" : "");
      while (!response.destroyed) {
        response.write(piece);
        await wait(0);
      }
    });
    expect(failure.code).toBe("result_too_large");
    await closed;
  });

  it("in headers without end is closed", async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.once("data", async () => {
        socket.write("HTTP/1.1 200 OK\r\n");
        for (let count = 0; !socket.destroyed && count < 10_000; count += 1) {
          socket.write(`x-${count}: ${"y".repeat(100)}\r\n`);
          await wait(0);
        }
      });
    }).listen(0, "127.0.0.1");
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const target = testTarget(`http://127.0.0.1:${port}/mcp`);
    const failure = await failureOf(openTestUpstreams().request(target, call));
    expect(failure.message).toContain("headers beyond measure");
    await Promise.all(sockets.map((socket) => socket.closed || once(socket, "close")));
  });
});
