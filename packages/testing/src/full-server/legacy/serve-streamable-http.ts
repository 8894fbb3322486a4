import { randomUUID } from "node:crypto";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { listen } from "../listen.ts";
import type { FullServer } from "../start-full-server.ts";
import { MemoryEventStore } from "./memory-event-store.ts";

/** Streamable HTTP as of 2025-11-25: sessions, a standing stream, streams that can be resumed. */
export async function serveStreamableHttp(create: () => Server, port?: number): Promise<FullServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function open(): Promise<StreamableHTTPServerTransport> {
    const hosts = [`127.0.0.1:${listening.port}`, `localhost:${listening.port}`];
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new MemoryEventStore(),
      retryInterval: 20,
      enableDnsRebindingProtection: true,
      allowedHosts: hosts,
      allowedOrigins: hosts.map((host) => `http://${host}`),
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    // The transport's optional fields are written in another way than exactOptionalPropertyTypes wants them.
    const server = create();
    await server.connect(transport as Parameters<typeof server.connect>[0]);
    return transport;
  }

  const listening = await listen(async (request, response) => {
    const id = request.headers["mcp-session-id"];
    if (request.url !== "/mcp") {
      response.writeHead(404).end();
      return;
    }
    if (id === undefined) {
      const transport = await open();
      await transport.handleRequest(request, response);
      if (transport.sessionId === undefined) await transport.close();
      return;
    }
    const transport = sessions.get(String(id));
    if (transport === undefined) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32001, message: "Session not found" } }),
      );
      return;
    }
    await transport.handleRequest(request, response);
  }, port);

  return {
    url: `http://127.0.0.1:${listening.port}/mcp`,
    async close() {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      await listening.close();
    },
  };
}
