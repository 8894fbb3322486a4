import { createServer } from "node:http";

/** The least that is an MCP server (2025-11-25): one tool that answers at once. Prints its port. */
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    if (request.method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    const message = JSON.parse(body) as { id?: number | string; method: string };
    if (message.id === undefined) {
      response.writeHead(202).end();
      return;
    }
    const results: Record<string, unknown> = {
      initialize: {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "bench", version: "1" },
      },
      "tools/list": { tools: [{ name: "add", description: "Adds.", inputSchema: { type: "object" } }] },
      "tools/call": { content: [{ type: "text", text: "3" }] },
      ping: {},
    };
    const text = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: results[message.method] ?? {} });
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.stdout.write(`${address.port}\n`);
});
