import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { json } from "node:stream/consumers";

interface ModernUpstream {
  url: string;
  calls: { headers: IncomingHttpHeaders; meta: Record<string, unknown> }[];
  close(): Promise<void>;
}

interface Message {
  id?: number;
  method: string;
  params?: { _meta?: Record<string, unknown> };
}

const results: Record<string, object> = {
  "server/discover": { supportedVersions: ["2026-07-28"], capabilities: { tools: {} } },
  "tools/list": {
    tools: [{ name: "echo", inputSchema: { type: "object" } }],
    ttlMs: 0,
    cacheScope: "private",
  },
  "tools/call": { content: [{ type: "text", text: "done" }] },
};

/** A server of 2026-07-28 alone, with one tool. */
export async function startModernUpstream(): Promise<ModernUpstream> {
  const calls: ModernUpstream["calls"] = [];
  const server = createServer(async (request, response) => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const { id, method, params } = (await json(request)) as Message;
    if (method === "tools/call") calls.push({ headers: request.headers, meta: params?._meta ?? {} });
    const result = results[method];
    const answer = result
      ? { result: { resultType: "complete", ...result } }
      : { error: { code: -32601, message: "no such method" } };
    response
      .writeHead(result ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    calls,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
