import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import {
  CallToolRequestSchema,
  EmptyResultSchema,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { type EverythingServer, startEverythingServer, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "./session/session.ts";
import type { Target, Transport } from "./target.ts";
import { failureOf } from "./testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";
import { serve } from "./testing/serve.ts";
import { toolCall } from "./testing/tool-call.ts";

/** A server made with the SDK of the legacy era; each session has its own `Server`. */
async function sdkServer(options: { enableJsonResponse: boolean; isStateless?: boolean }) {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const aborted: string[] = [];

  async function open(): Promise<StreamableHTTPServerTransport> {
    const server = new Server(
      { name: "sdk", version: "1.32.2" },
      { capabilities: { tools: { listChanged: true }, logging: {} } },
    );
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [{ name: "work", inputSchema: { type: "object" as const } }],
    }));
    server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
      if (request.params.name === "ping") {
        await extra.sendRequest({ method: "ping" }, EmptyResultSchema);
        return { content: [{ type: "text" as const, text: "pinged" }] };
      }
      if (request.params.name === "wait") {
        await new Promise((resolve) => extra.signal.addEventListener("abort", resolve));
        aborted.push("wait");
        return { content: [] };
      }
      if (request.params.name === "change") await server.sendToolListChanged();
      const token = request.params._meta?.progressToken;
      for (const progress of token === undefined ? [] : [1, 2]) {
        const params = { progressToken: token ?? 0, progress, total: 2 };
        await extra.sendNotification({ method: "notifications/progress", params });
      }
      return { content: [{ type: "text" as const, text: JSON.stringify(request.params.arguments) }] };
    });
    const transport = new StreamableHTTPServerTransport({
      ...(options.isStateless ? {} : { sessionIdGenerator: () => randomUUID() }),
      enableJsonResponse: options.enableJsonResponse,
      onsessioninitialized: (id) => void transports.set(id, transport),
      onsessionclosed: (id) => void transports.delete(id),
    });
    // The SDK's own types disagree under exactOptionalPropertyTypes.
    await server.connect(transport as Parameters<Server["connect"]>[0]);
    return transport;
  }

  const { url, seen } = await serve(async ({ request, response, message }) => {
    const id = request.headers["mcp-session-id"];
    const transport = typeof id === "string" ? transports.get(id) : await open();
    if (!transport) return response.writeHead(404).end();
    return transport.handleRequest(request, response, request.method === "POST" ? message : undefined);
  });
  return { url, seen, aborted, transports };
}

describe.each([
  ["event streams", { enableJsonResponse: false }],
  ["JSON", { enableJsonResponse: true }],
  ["event streams without sessions", { enableJsonResponse: false, isStateless: true }],
])("a server of the SDK 1.32.2 that answers by %s", (_name, options) => {
  it("is listed and called", async () => {
    const server = await sdkServer(options);
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    expect(await upstreams.list(target, "tools")).toEqual([
      { name: "work", inputSchema: { type: "object" } },
    ]);
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) => upstreams.request(target, toolCall("work", { index }))),
    );
    expect(answers.map(({ result }) => result.content)).toEqual(
      answers.map((_, index) => [{ type: "text", text: JSON.stringify({ index }) }]),
    );
  });
});

describe("a server of the SDK 1.32.2", () => {
  it("reports progress, pings and is cancelled", async () => {
    const server = await sdkServer({ enableJsonResponse: false });
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    const heard: Progress[] = [];
    await upstreams.request(target, {
      ...toolCall("work"),
      onProgress: (progress) => heard.push(progress),
    });
    expect(heard).toEqual([
      { progress: 1, total: 2 },
      { progress: 2, total: 2 },
    ]);
    const pinged = await upstreams.request(target, toolCall("ping"));
    expect(pinged.result.content).toEqual([{ type: "text", text: "pinged" }]);
    const failure = await failureOf(upstreams.request(target, { ...toolCall("wait"), timeoutMs: 100 }));
    expect(failure).toMatchObject({ code: "timeout", sent: true });
    await waitFor(() => server.aborted.length === 1);
  });

  it("announces its changes, loses its sessions, and ends them on request", async () => {
    const server = await sdkServer({ enableJsonResponse: false });
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    let changes = 0;
    upstreams.onChanged(() => {
      changes += 1;
    });
    await upstreams.list(target, "tools");
    await waitFor(() => server.seen.some(({ method }) => method === "GET"));
    await waitFor(
      async () => {
        await upstreams.request(target, toolCall("change"));
        return changes > 0;
      },
      { timeoutMs: 5_000 },
    );
    server.transports.clear();
    await upstreams.request(target, toolCall("work"));
    expect(server.transports.size).toBe(1);
    upstreams.forget("connection");
    await waitFor(() => server.transports.size === 0);
  });
});

describe("@modelcontextprotocol/server-everything", () => {
  let http: EverythingServer;
  beforeAll(async () => {
    http = await startEverythingServer();
  });
  afterAll(() => http.stop());

  const program = fileURLToPath(import.meta.resolve("@modelcontextprotocol/server-everything/dist/index.js"));
  const transports: Record<string, () => Transport> = {
    http: () => ({ kind: "http", url: http.url }),
    stdio: () => ({ kind: "stdio", command: process.execPath, args: [program, "stdio"], env: {} }),
  };

  it.each(["http", "stdio"])("works over %s", async (kind) => {
    const upstreams = openTestUpstreams();
    const target: Target = testTarget(transports[kind]?.() ?? "");
    const tools = await upstreams.list(target, "tools");
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["echo", "get-sum", "get-tiny-image"]),
    );
    const echo = await upstreams.request(target, toolCall("echo", { message: "hello" }));
    expect(echo.result.content).toEqual([{ type: "text", text: "Echo: hello" }]);
    const structured = await upstreams.request(
      target,
      toolCall("get-structured-content", { location: "New York" }),
    );
    expect(structured.result.structuredContent).toMatchObject({ temperature: expect.any(Number) });
    const heard: Progress[] = [];
    await upstreams.request(target, {
      ...toolCall("trigger-long-running-operation", { duration: 0.2, steps: 2 }),
      onProgress: (progress) => heard.push(progress),
    });
    expect(heard.length).toBeGreaterThan(0);
    const unknown = await upstreams
      .request(target, toolCall("no-such-tool"))
      .then(({ result }) => result.isError, failureCode);
    expect([true, -32602]).toContain(unknown);
  });

  it.each(["http", "stdio"])("passes the connect report over %s", async (kind) => {
    const steps = [];
    for await (const step of openTestUpstreams().probe(testTarget(transports[kind]?.() ?? "")))
      steps.push(step);
    expect(steps.map(({ state }) => state)).not.toContain("failed");
    expect(steps.at(-1)?.tools?.length).toBeGreaterThan(5);
  });
});

function failureCode(error: unknown): unknown {
  return error instanceof Error && "upstreamCode" in error ? error.upstreamCode : error;
}
