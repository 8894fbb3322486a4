import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createRequestStateCodec } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createLegacyServer } from "./legacy/create-legacy-server.ts";
import type { Rounds } from "./modern/create-modern-call.ts";
import { createModernServer } from "./modern/create-modern-server.ts";
import { World } from "./world.ts";

// The full server over stdio: `node stdio-server.ts legacy|modern`.
const world = new World();
if (process.argv[2] === "modern") {
  const codec = createRequestStateCodec<Rounds>({ key: crypto.getRandomValues(new Uint8Array(32)) });
  serveStdio(
    () => {
      const mcp = createModernServer(world, codec);
      const announce = {
        tools: () => mcp.sendToolListChanged(),
        prompts: () => mcp.sendPromptListChanged(),
        resources: () => mcp.sendResourceListChanged(),
      };
      mcp.server.onclose = world.watch(
        (kind) => announce[kind](),
        (uri) => void mcp.server.sendResourceUpdated({ uri }),
      );
      return mcp;
    },
    { legacy: "reject" },
  );
} else {
  await createLegacyServer(world).connect(new StdioServerTransport());
}
