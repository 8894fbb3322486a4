import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@patchops/testing";
import { installClient } from "../clients/install-client.ts";
import { upstreamProgram } from "./start-upstream.ts";

interface Peer {
  name: string;
  url: string;
  pid: number;
  stop(): void;
}

/** Both MIT. With the settings that they come with, besides those that make them listen in a like way. */
const programs: readonly { name: string; version: string; args: (port: number) => string[] }[] = [
  {
    name: "mcp-proxy",
    version: "6.7.19",
    args: (port) => [
      "--host=127.0.0.1",
      `--port=${port}`,
      "--server=stream",
      "--",
      process.execPath,
      upstreamProgram,
      "--stdio",
    ],
  },
  {
    name: "supergateway",
    version: "4.0.0",
    args: (port) => [
      `--stdio="${process.execPath}" "${upstreamProgram}" --stdio`,
      "--outputTransport=streamableHttp",
      // Else it starts a process for each request.
      "--stateful",
      `--port=${port}`,
      "--logLevel=none",
    ],
  },
];

/** Installs the peers on demand, and starts each in front of a stdio upstream of its own. */
export async function startPeers(): Promise<Peer[]> {
  return Promise.all(
    programs.map(async ({ name, version, args }) => {
      const program = await installClient(name, version, { command: name, withoutScripts: true });
      const port = await freePort();
      const child = spawn(process.execPath, [program, ...args(port)], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      const url = `http://127.0.0.1:${port}/mcp`;
      await untilListening(url, () => child.exitCode);
      return { name, url, pid: child.pid ?? 0, stop: () => child.kill() };
    }),
  );
}

async function untilListening(url: string, exitCode: () => number | null): Promise<void> {
  const endMs = performance.now() + 30_000;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer) {
      await answer.body?.cancel();
      return;
    }
    if (exitCode() !== null || performance.now() > endMs) throw new Error(`nothing listens at ${url}`);
    await wait(50);
  }
}
