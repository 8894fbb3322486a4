import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { type FixtureBehavior, misbehave } from "./behavior.ts";
import { protect } from "./protect.ts";

export interface FixtureTool {
  name: string;
  description?: string;
  /** Default: an object with any properties. */
  inputSchema?: Record<string, unknown>;
  /** The result of `tools/call`; default: a text with the arguments as JSON. A thrown error is answered as a JSON-RPC error. */
  call?: (args: Record<string, unknown>) => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** More fields of the definition: `title`, `outputSchema`, `annotations`, unknown ones. */
  [field: string]: unknown;
}

export interface McpFixtureOptions {
  /** Default: one tool, `echo`. An empty list is a server without tools. */
  tools?: FixtureTool[];
  /** How many tools a page of `tools/list` has; default all. */
  pageSize?: number;
  /** What answers to POST come as; default `json`. */
  answerAs?: "json" | "sse";
  /** Whether `initialize` hands out an Mcp-Session-Id that later requests must carry; default true. */
  hasSessions?: boolean;
  /** Default 2025-11-25. */
  protocolVersion?: string;
  /** What `initialize` says of itself. */
  instructions?: string;
  /** Default 0: a free one. */
  port?: number;
  /** Makes it a protected resource (RFC 9728) of this authorization server. */
  protection?: FixtureProtection;
}

/** Read anew for each request, so that a test can change it. */
export interface FixtureProtection {
  issuer: string;
  /** What a token may do here; null = nothing. `resource` is the server's own address. */
  verify(token: string, resource: string): Promise<{ scopes: string[] } | null>;
  /** Scopes that a request needs, by its JSON-RPC method, or by `tools/call <tool>`. */
  needs?: Record<string, string[]>;
  /** Where its metadata stands; default at its path, named in the challenge. `nowhere`: there is none. */
  metadata?: "challenge" | "path" | "root" | "nowhere";
  /** Changes the metadata. */
  describe?: (document: Record<string, unknown>) => Record<string, unknown>;
  /** The `scope` of the challenge. */
  challengeScope?: string;
}

export interface FixtureRequest {
  httpMethod: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** The JSON-RPC method; undefined for GET, DELETE and bodies that hold none. */
  method: string | undefined;
  id: unknown;
  params: Record<string, unknown> | undefined;
}

export interface McpFixture {
  url: string;
  origin: string;
  port: number;
  /** Everything that was received, in order. */
  requests: FixtureRequest[];
  /** How many `tools/call` were received, of this tool or of all. */
  calls(tool?: string): number;
  /** Treats requests so from now on: all of them, or those of this JSON-RPC method (`GET` for the standing stream). */
  behave(behavior: FixtureBehavior, method?: string): void;
  /** Replaces the tools and tells each open GET stream. */
  setTools(tools: FixtureTool[]): void;
  /** Answers 404 to every session that exists now, as after a restart. */
  forgetSessions(): void;
  sessionCount(): number;
  close(): Promise<void>;
}

interface RpcMessage {
  id?: unknown;
  method?: string;
  params?: Record<string, unknown>;
}

/** A small MCP server of the legacy era over streamable HTTP, written by hand so that it can also do wrong. */
export async function startMcpFixture(options: McpFixtureOptions = {}): Promise<McpFixture> {
  const { answerAs = "json", hasSessions = true, protocolVersion = "2025-11-25" } = options;
  let tools = options.tools ?? [{ name: "echo", description: "Answers its arguments." }];
  const requests: FixtureRequest[] = [];
  const sessions = new Set<string>();
  const streams = new Set<ServerResponse>();
  const behaviors = new Map<string, FixtureBehavior>();

  function definition({ call: _call, ...fields }: FixtureTool) {
    return { inputSchema: { type: "object" }, ...fields };
  }

  async function result(method: string, params: Record<string, unknown>): Promise<unknown> {
    switch (method) {
      case "initialize":
        return {
          protocolVersion,
          capabilities: { tools: { listChanged: true } },
          serverInfo: { name: "fixture", title: "Fixture", version: "1.0.0" },
          ...(options.instructions === undefined ? {} : { instructions: options.instructions }),
        };
      case "ping":
        return {};
      case "tools/list": {
        const start = Number(params.cursor ?? 0);
        const end = start + (options.pageSize ?? tools.length);
        const page = tools.slice(start, end).map(definition);
        return end < tools.length ? { tools: page, nextCursor: String(end) } : { tools: page };
      }
      case "tools/call": {
        const tool = tools.find(({ name }) => name === params.name);
        if (tool === undefined) throw new RpcError(-32602, `Unknown tool: ${String(params.name)}`);
        const args = (params.arguments ?? {}) as Record<string, unknown>;
        if (tool.call !== undefined) return tool.call(args);
        return { content: [{ type: "text", text: JSON.stringify(args) }] };
      }
      default:
        throw new RpcError(-32601, `Method not found: ${method}`);
    }
  }

  async function answerPost(message: RpcMessage, request: IncomingMessage, response: ServerResponse) {
    const behavior = behaviors.get(message.method ?? "") ?? behaviors.get("*") ?? { kind: "normal" };
    if (await misbehave(behavior, response, message.id)) return;
    const session = request.headers["mcp-session-id"];
    if (hasSessions && message.method !== "initialize" && !sessions.has(String(session))) {
      const isMissing = session === undefined;
      response.writeHead(isMissing ? 400 : 404, { "content-type": "application/json" });
      response.end(
        JSON.stringify(errorOf(null, -32600, isMissing ? "Session required" : "Session not found")),
      );
      return;
    }
    if (message.id === undefined || message.method === undefined) {
      response.writeHead(202).end();
      return;
    }
    const body = await result(message.method, message.params ?? {}).then(
      (value) => ({ jsonrpc: "2.0", id: message.id, result: value }),
      (error: unknown) => errorOf(message.id, error instanceof RpcError ? error.code : -32603, String(error)),
    );
    const headers: Record<string, string> = {};
    if (hasSessions && message.method === "initialize") {
      const fresh = randomUUID();
      sessions.add(fresh);
      headers["mcp-session-id"] = fresh;
    }
    headers["content-type"] = answerAs === "sse" ? "text/event-stream" : "application/json";
    const text = JSON.stringify(body);
    response.writeHead(200, headers);
    const bytes = Buffer.from(answerAs === "sse" ? `event: message\ndata: ${text}\n\n` : text);
    if (behavior.kind === "trickle") await trickle(response, bytes, behavior.bytesPerSecond);
    else response.end(bytes);
  }

  async function answerGet(request: IncomingMessage, response: ServerResponse) {
    const behavior = behaviors.get("GET") ?? { kind: "normal" };
    if (await misbehave(behavior, response, null)) return;
    if (hasSessions && !sessions.has(String(request.headers["mcp-session-id"]))) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    streams.add(response);
    response.once("close", () => streams.delete(response));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const httpMethod = request.method ?? "";
    const message = httpMethod === "POST" ? ((await json(request)) as RpcMessage) : {};
    requests.push({
      httpMethod,
      url: request.url ?? "",
      headers: request.headers,
      method: message.method,
      id: message.id,
      params: message.params,
    });
    const { protection } = options;
    if (protection) {
      const given = { url: request.url ?? "", origin, authorization: request.headers.authorization, message };
      if (await protect(protection, given, response)) return;
    }
    if (httpMethod === "POST") return answerPost(message, request, response);
    if (httpMethod === "GET") return answerGet(request, response);
    if (httpMethod !== "DELETE") return void response.writeHead(405).end();
    const known = sessions.delete(String(request.headers["mcp-session-id"]));
    response.writeHead(known ? 200 : 404).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(400).end(String(error));
    });
  }).listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    url: `${origin}/mcp`,
    origin,
    port: address.port,
    requests,
    calls: (tool) =>
      requests.filter(
        ({ method, params }) => method === "tools/call" && (tool ?? params?.name) === params?.name,
      ).length,
    behave(behavior, method = "*") {
      behaviors.set(method, behavior);
    },
    setTools(fresh) {
      tools = fresh;
      const change = JSON.stringify({ jsonrpc: "2.0", method: "notifications/tools/list_changed" });
      for (const stream of streams) stream.write(`event: message\ndata: ${change}\n\n`);
    },
    forgetSessions() {
      sessions.clear();
      for (const stream of streams) stream.end();
    },
    sessionCount: () => sessions.size,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }

  override toString(): string {
    return this.message;
  }
}

function errorOf(id: unknown, code: number, message: string) {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

async function trickle(response: ServerResponse, bytes: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.floor(bytesPerSecond / 10));
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, at + step));
    await setTimeout((step / bytesPerSecond) * 1000);
  }
  response.end();
}
