import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { onTestFinished } from "vitest";

export interface Received {
  request: IncomingMessage;
  response: ServerResponse;
  /** The JSON-RPC message of a POST; empty for all else. */
  message: JsonObject;
  /** Answers with a JSON-RPC result to the message's id. */
  reply(result: JsonObject, headers?: Record<string, string>): void;
}

/** A server on loopback for one test, answering as the test says. */
export async function serve(handle: (received: Received) => unknown) {
  const seen: { method: string; url: string; headers: IncomingMessage["headers"]; message: JsonObject }[] =
    [];
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const parsed: unknown = /^[[{]/.test(body) ? JSON.parse(body) : {};
    const message = isJsonObject(parsed) ? parsed : {};
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers, message });
    await handle({
      request,
      response,
      message,
      reply(result, extra = {}) {
        response.writeHead(200, { "content-type": "application/json", ...extra });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
      },
    });
  }
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${address.port}`;
  return { origin, url: `${origin}/mcp`, port: address.port, server, seen };
}

/** Like `serve`, but opens sessions of the legacy era by itself; the test answers what comes afterwards. */
export function serveSession(
  handle: (received: Received) => unknown,
  described: { capabilities?: JsonObject; protocolVersion?: string; sessionId?: string } = {},
) {
  const { capabilities = { tools: {} }, protocolVersion = "2025-11-25", sessionId } = described;
  return serve((received) => {
    const { request, response, message, reply } = received;
    if (message.method === "server/discover") return response.writeHead(400).end();
    if (message.method === "initialize") {
      const headers: Record<string, string> = sessionId === undefined ? {} : { "mcp-session-id": sessionId };
      return reply({ protocolVersion, capabilities, serverInfo: { name: "stub", version: "1" } }, headers);
    }
    if (message.method === "notifications/initialized") return response.writeHead(202).end();
    if (request.method === "DELETE") return response.writeHead(200).end();
    const isStanding = request.method === "GET" && request.headers["last-event-id"] === undefined;
    if (isStanding) return response.writeHead(405).end();
    return handle(received);
  });
}
