import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { freePort } from "./free-port.ts";
import { waitFor } from "./wait-for.ts";

const require = createRequire(import.meta.url);

export interface EverythingServer {
  /** Its streamable HTTP endpoint. */
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** It would listen on every interface; our tests stay on loopback. */
const onLoopback = `data:text/javascript,${encodeURIComponent(`
  import net from "node:net";
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, Number(port), "127.0.0.1", ...rest.filter((part) => typeof part === "function"));
  };
`)}`;

/** The reference server `@modelcontextprotocol/server-everything`, as a process of its own on a free port. */
export async function startEverythingServer(port?: number): Promise<EverythingServer> {
  const own = port ?? (await freePort());
  const manifest = require.resolve("@modelcontextprotocol/server-everything/package.json");
  const program = join(dirname(manifest), "dist", "index.js");
  const child = spawn(process.execPath, ["--import", onLoopback, program, "streamableHttp"], {
    env: { PATH: process.env.PATH, PORT: String(own) },
    stdio: "ignore",
  });
  const hasEnded = once(child, "exit");
  const origin = `http://127.0.0.1:${own}`;
  try {
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`server-everything ended with ${child.exitCode}`);
        // Any answer at all: without a session it is an error of the protocol.
        return (await fetch(`${origin}/mcp`)).status > 0;
      },
      { timeoutMs: 20_000, intervalMs: 50 },
    );
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    url: `${origin}/mcp`,
    port: own,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await hasEnded;
    },
  };
}
