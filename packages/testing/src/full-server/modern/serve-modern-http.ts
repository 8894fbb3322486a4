import { getRequestListener } from "@hono/node-server";
import {
  createMcpHandler,
  createRequestStateCodec,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import { listen } from "../listen.ts";
import type { FullServer } from "../start-full-server.ts";
import type { World } from "../world.ts";
import type { Rounds } from "./create-modern-call.ts";
import { createModernServer } from "./create-modern-server.ts";

/** HTTP as of 2026-07-28, and nothing older. */
export async function serveModernHttp(world: World, port?: number): Promise<FullServer> {
  const codec = createRequestStateCodec<Rounds>({ key: crypto.getRandomValues(new Uint8Array(32)) });
  const handler = createMcpHandler(() => createModernServer(world, codec), { legacy: "reject" });
  const { toolsChanged: tools, promptsChanged: prompts, resourcesChanged: resources } = handler.notify;
  const announce = { tools, prompts, resources };
  const stop = world.watch((kind) => announce[kind](), handler.notify.resourceUpdated);

  const listening = await listen(
    getRequestListener(async (request) => {
      if (new URL(request.url).pathname !== "/mcp") return new Response(null, { status: 404 });
      const refused =
        hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
        originValidationResponse(request, localhostAllowedOrigins());
      return refused ?? handler.fetch(request);
    }),
    port,
  );
  return {
    url: `http://127.0.0.1:${listening.port}/mcp`,
    async close() {
      stop();
      await handler.close();
      await listening.close();
    },
  };
}
