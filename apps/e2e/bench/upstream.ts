import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";

/**
 * The least that is an MCP server (2025-11-25): `add` answers at once, `big` with 20 MiB; further tools only fill the list.
 * Prints its port; with `--stdio` it speaks there instead.
 */
const { values: options } = parseArgs({
  options: {
    stdio: { type: "boolean", default: false },
    tools: { type: "string", default: "2" },
    backlog: { type: "string", default: "511" },
  },
});

interface Message {
  id?: number | string;
  method: string;
  params?: { name?: string };
}

const description =
  "Adds two numbers and answers their sum, as a text that is read by people and models alike.";
const property = { type: "number", description: "One of the two numbers that are added to each other." };
const inputSchema = { type: "object", properties: { a: property, b: property }, required: ["a", "b"] };
const tools = Array.from({ length: Number(options.tools) }, (_, index) => ({
  name: ["add", "big"][index] ?? `further_tool_${index}`,
  description,
  inputSchema,
}));

const results: Record<string, unknown> = {
  initialize: {
    protocolVersion: "2025-11-25",
    capabilities: { tools: {} },
    serverInfo: { name: "bench", version: "1" },
  },
  "tools/list": { tools },
  "tools/call": { content: [{ type: "text", text: "3" }] },
  ping: {},
};

function answer({ id, method }: Message): string {
  const result = results[method];
  const outcome = result ? { result } : { error: { code: -32601, message: `There is no ${method}.` } };
  return JSON.stringify({ jsonrpc: "2.0", id, ...outcome });
}

/** Without a length that would give it away. */
function* bigAnswer({ id }: Message) {
  yield `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":[{"type":"text","text":"`;
  const piece = "x".repeat(65_536);
  for (let sent = 0; sent < 20 * 1_048_576; sent += piece.length) yield piece;
  yield '"}]}}';
}

function serveHttp(): void {
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
      const message: Message = JSON.parse(body);
      if (message.id === undefined) {
        response.writeHead(202).end();
        return;
      }
      if (message.params?.name === "big") {
        response.writeHead(200, { "content-type": "application/json" });
        // The reader may well hang up before the end.
        Readable.from(bigAnswer(message))
          .on("error", () => undefined)
          .pipe(response);
        return;
      }
      const text = answer(message);
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen({ port: 0, host: "127.0.0.1", backlog: Number(options.backlog) }, () => {
    const address = server.address();
    if (typeof address === "object" && address !== null) process.stdout.write(`${address.port}\n`);
  });
}

function serveStdio(): void {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const message: Message = JSON.parse(line);
    if (message.id !== undefined) process.stdout.write(`${answer(message)}\n`);
  });
}

if (options.stdio) serveStdio();
else serveHttp();
