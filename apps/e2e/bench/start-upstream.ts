import { spawn } from "node:child_process";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export interface BenchUpstream {
  url: string;
  /** From now on it answers nothing; what dials it is still accepted, by the kernel. */
  freeze(): void;
  /** Takes, while it is frozen, every place in its queue: what dials it then is not even accepted. */
  fillQueue(): Promise<void>;
  /** It goes on, with what it was sent meanwhile. */
  thaw(): void;
  stop(): void;
}

/** The command of the upstream, to be completed with its options. */
export const upstreamProgram = fileURLToPath(new URL("./upstream.ts", import.meta.url));

/** Starts what does nothing but pass calls on to an upstream (`hop.ts`), in a process of its own. */
export function startHop(upstreamUrl: string): Promise<{ url: string; stop(): void }> {
  const program = fileURLToPath(new URL("./hop.ts", import.meta.url));
  const child = spawn(process.execPath, [program, new URL(upstreamUrl).origin], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (port: Buffer) =>
      resolve({ url: `http://127.0.0.1:${Number(port.toString())}/mcp`, stop: () => child.kill("SIGKILL") }),
    );
  });
}

/** Starts an upstream in a process of its own. */
export function startUpstream(options: { tools?: number; backlog?: number } = {}): Promise<BenchUpstream> {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [upstreamProgram, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const queued: Socket[] = [];
  const release = () => {
    for (const socket of queued.splice(0)) socket.destroy();
  };
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (chunk: Buffer) => {
      const port = Number(chunk.toString());
      resolve({
        url: `http://127.0.0.1:${port}/mcp`,
        freeze: () => child.kill("SIGSTOP"),
        async fillQueue() {
          for (let isFull = false; !isFull; ) {
            const socket = connect(port, "127.0.0.1").on("error", () => undefined);
            queued.push(socket);
            isFull = await Promise.race([
              new Promise<boolean>((accepted) => socket.once("connect", () => accepted(false))),
              wait(250, true),
            ]);
          }
        },
        thaw() {
          release();
          child.kill("SIGCONT");
        },
        stop() {
          release();
          // A frozen process takes no other signal.
          child.kill("SIGKILL");
        },
      });
    });
  });
}
