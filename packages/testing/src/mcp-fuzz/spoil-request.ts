import type { Frame } from "./frame.ts";
import type { Ground } from "./ground.ts";
import type { Spoil } from "./spoil-body.ts";

type Change = [changes: Record<string, string | undefined>, status: number, code?: number];

function ping(ground: Ground, changes: Record<string, string | undefined>): Omit<Frame, "kind" | "expected"> {
  return ground.legacy({ jsonrpc: "2.0", id: ground.id, method: "ping" }, changes);
}

function expecting(kind: string, frame: Omit<Frame, "kind" | "expected">, [, status, code]: Change): Frame {
  return {
    kind,
    ...frame,
    expected: { statuses: [status], ...(code === undefined ? {} : { codes: [code] }) },
  };
}

/** What is wrong around the message. */
export const spoiledRequests: Record<string, Spoil> = {
  "wrong header"(ground) {
    const { random } = ground;
    const change = random.pick<Change>([
      [{ "content-type": undefined }, 415],
      [{ "content-type": "text/plain" }, 415],
      [{ "content-type": "application/json-seq" }, 415],
      [{ "content-encoding": "gzip" }, 415],
      [{ accept: "text/html" }, 400],
      [{ authorization: undefined }, 401],
      [{ authorization: "Bearer po_nonsense" }, 401],
      [{ authorization: "Basic YTpi" }, 401],
      [{ authorization: "Bearer a.b.c" }, 401],
      [{ host: "evil.example" }, 403],
      [{ origin: "https://evil.example" }, 403],
      [{ origin: "null" }, 403],
      [{ "mcp-session-id": undefined }, 400, -32600],
      [{ "mcp-protocol-version": "1999-01-01" }, 400, -32600],
      [{ "mcp-protocol-version": "" }, 400, -32600],
    ]);
    return expecting("wrong header", ping(ground, change[0]), change);
  },
  "foreign session"(ground) {
    const { random, sessionId, foreignSessionId } = ground;
    const id = random.pick([
      foreignSessionId,
      `${sessionId}x`,
      sessionId.slice(1),
      "0",
      "../x",
      "é",
      "a".repeat(4_000),
    ]);
    const change: Change = [{ "mcp-session-id": id }, 404];
    const frame = { ...ping(ground, change[0]), method: random.pick(["POST", "DELETE", "GET"]) };
    return expecting(
      "foreign session",
      frame.method === "POST" ? frame : { ...frame, body: undefined },
      change,
    );
  },
  "wrong modern header"(ground) {
    const { random, id } = ground;
    const request = ground.request();
    const change = random.pick<Change>([
      [{ "mcp-method": undefined }, 400, -32020],
      [{ "mcp-method": "tools/lists" }, 400, -32020],
      [{ "mcp-method": request.method.toUpperCase() }, 400, -32020],
      [{ "mcp-protocol-version": undefined }, 400, -32020],
      [{ "mcp-protocol-version": "2025-11-25" }, 400, -32020],
      [{ "mcp-protocol-version": "v999.0.0" }, 400, -32020],
      ...(request.params.name === undefined && request.params.uri === undefined
        ? []
        : ([
            [{ "mcp-name": undefined }, 400, -32020],
            [{ "mcp-name": "another" }, 400, -32020],
            [{ "mcp-name": "=?base64?%%%?=" }, 400, -32020],
            [{ "mcp-name": "=?base64?" }, 400, -32020],
          ] satisfies Change[])),
    ]);
    const frame = expecting("wrong modern header", ground.modern(request, change[0]), change);
    return { ...frame, expected: { ...frame.expected, id } };
  },
  "unknown revision"(ground) {
    const { id, random } = ground;
    const version = random.pick(["v999.0.0", "2030-01-01", "2026-07-29", "x"]);
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const { method, params } = ground.request();
    return {
      kind: "unknown revision",
      ...ground.modern({ method, params: { ...params, _meta } }, { "mcp-protocol-version": version }),
      expected: { statuses: [400], codes: [-32022], id },
    };
  },
  "wrong method"(ground) {
    const { random } = ground;
    const method = random.pick(["PUT", "PATCH", "GET", "DELETE"]);
    // GET by a browser; DELETE without a session.
    const changes = { accept: "text/html", "mcp-session-id": undefined };
    const frame = { ...ping(ground, changes), method, body: undefined };
    return { kind: "wrong method", ...frame, expected: { statuses: [method === "DELETE" ? 400 : 405] } };
  },
  "wrong path"(ground) {
    const path = ground.random.pick([
      "/mcp/c/nothing",
      "/mcp/p/nothing",
      "/mcp/c/",
      "/mcp/x/y",
      "/mcp/c/a/b",
      "/mcp/c/%00",
      "/mcp/c/..%2f",
      `/mcp/c/${"a".repeat(2_000)}`,
      "/mcp//",
    ]);
    const hello = {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "x", version: "1" },
    };
    const frame = ground.legacy(
      { jsonrpc: "2.0", id: 1, method: "initialize", params: hello },
      { "mcp-session-id": undefined },
    );
    return { kind: "wrong path", ...frame, path, expected: { statuses: [404] } };
  },
  "no HTTP"(ground) {
    const { random, apiKey, sessionId } = ground;
    const { host } = new URL(ground.url);
    const head = [
      `host: ${host}`,
      `authorization: Bearer ${apiKey}`,
      `mcp-session-id: ${sessionId}`,
      "content-type: application/json",
      "connection: close",
    ];
    const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    const raw = (first: string, ...more: string[]) =>
      `${[first, ...head, ...more].join("\r\n")}\r\n\r\n${body}`;
    const text = random.pick([
      "\0\0\0\0\r\n\r\n",
      "GET\r\n\r\n",
      raw("POST /mcp HTTP/9.9", `content-length: ${body.length}`),
      raw("POST /mcp HTTP/1.1", "content-length: -1"),
      raw("POST /mcp HTTP/1.1", "content-length: 5, 6"),
      raw("POST /mcp HTTP/1.1", `content-length: ${body.length}`, "transfer-encoding: chunked"),
      raw("POST /mcp HTTP/1.1", "transfer-encoding: xyz"),
      raw("POST /mcp HTTP/1.1", "transfer-encoding: chunked"),
      raw("POST /mcp HTTP/1.1", `content-length: ${body.length}`, "x y: z"),
      raw("POST /mcp HTTP/1.1", `content-length: ${body.length}`, `x: ${"a".repeat(70_000)}`),
      raw("POST /mcp HTTP/1.1", "content-length: 1000"),
    ]);
    return { ...ping(ground, {}), kind: "no HTTP", raw: text, expected: { statuses: [0, 400, 431, 505] } };
  },
  endless(ground) {
    const { host } = new URL(ground.url);
    const raw = [
      "POST /mcp HTTP/1.1",
      `host: ${host}`,
      `authorization: Bearer ${ground.apiKey}`,
      "content-type: application/json",
      "transfer-encoding: chunked",
      "",
      "",
    ].join("\r\n");
    return {
      ...ping(ground, {}),
      kind: "endless",
      raw,
      isEndless: true,
      expected: { statuses: [0, 400, 408] },
    };
  },
};
