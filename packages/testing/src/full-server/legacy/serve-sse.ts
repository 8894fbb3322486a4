import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { listen } from "../listen.ts";
import type { FullServer } from "../start-full-server.ts";
import type { World } from "../world.ts";
import { createLegacyServer } from "./create-legacy-server.ts";

/** HTTP+SSE as of 2024-11-05: one stream by GET, messages by POST to the address that the stream names first. */
export async function serveSse(world: World, port?: number): Promise<FullServer> {
  const sessions = new Map<string, SSEServerTransport>();
  const listening = await listen(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://fixture");
    if (request.method === "GET" && pathname === "/sse") {
      const transport = new SSEServerTransport("/messages", response);
      sessions.set(transport.sessionId, transport);
      response.once("close", () => sessions.delete(transport.sessionId));
      // The transport's optional fields are written in another way than exactOptionalPropertyTypes wants them.
      const server = createLegacyServer(world);
      await server.connect(transport as Parameters<typeof server.connect>[0]);
      return;
    }
    const transport = sessions.get(searchParams.get("sessionId") ?? "");
    if (request.method !== "POST" || pathname !== "/messages") response.writeHead(405).end();
    else if (transport === undefined) response.writeHead(404).end();
    else await transport.handlePostMessage(request, response);
  }, port);
  return {
    url: `http://127.0.0.1:${listening.port}/sse`,
    async close() {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      await listening.close();
    },
  };
}
