import { fileURLToPath } from "node:url";
import { createLegacyServer } from "./legacy/create-legacy-server.ts";
import { serveSse } from "./legacy/serve-sse.ts";
import { serveStreamableHttp } from "./legacy/serve-streamable-http.ts";
import { serveModernHttp } from "./modern/serve-modern-http.ts";
import { World } from "./world.ts";

export interface FullServer {
  url: string;
  close(): Promise<void>;
}

const serveLegacy = (world: World, port?: number) =>
  serveStreamableHttp(() => createLegacyServer(world), port);
const serve = { legacy: serveLegacy, sse: serveSse, modern: serveModernHttp };

/**
 * A server that offers everything the protocol knows, under the names that the official conformance suite asks for. It
 * speaks one era only: `legacy` is streamable HTTP up to 2025-11-25, `sse` is HTTP+SSE of 2024-11-05, `modern` is 2026-07-28.
 */
export function startFullServer(
  kind: keyof typeof serve,
  options: { port?: number } = {},
): Promise<FullServer> {
  return serve[kind](new World(), options.port);
}

/** The same server over stdio, as a command to be started; kept compiled, it starts in half the time. */
export function fullServerCommand(era: "legacy" | "modern"): {
  command: string;
  args: string[];
  env: Record<string, string>;
} {
  const program = fileURLToPath(new URL("./stdio-server.ts", import.meta.url));
  const cache = fileURLToPath(new URL("../../../../node_modules/.cache/patchops", import.meta.url));
  return { command: process.execPath, args: [program, era], env: { NODE_COMPILE_CACHE: cache } };
}
