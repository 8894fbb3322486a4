import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { installClient } from "../../clients/install-client.ts";
import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { openWorkerd } from "./open-workerd.ts";
import { rawCold } from "./raw-cold.ts";
import { runsPerSecond } from "./runs-per-second.ts";

const rounds = 100;
const processRounds = 10;

/** One run of "hello" in other sandboxes, each in turns with a raw cold isolate. Deno's own process and workerd for `--peers` alone. */
export async function benchPeers({ hasProcesses }: { hasProcesses: boolean }): Promise<Row[]> {
  const rows = [
    await measured(
      "quickjs-emscripten, 60 tools as functions",
      await openWorker("quickjs-emscripten", "0.32.0"),
    ),
    await measured("@utcp/code-mode, without any tool", await openWorker("@utcp/code-mode", "1.2.12")),
  ];
  if (hasProcesses) {
    rows.push(await measured("deno, a process", await openDeno(), processRounds));
    rows.push(...(await besideWorkerd()));
  }
  return rows;
}

interface Peer {
  /** Milliseconds of one run. */
  run(): Promise<number>;
  close(): void;
}

async function measured(name: string, peer: Peer, count = rounds): Promise<Row> {
  const times: { raw: number[]; peer: number[] } = { raw: [], peer: [] };
  try {
    for (let warm = 0; warm < 5; warm += 1) await peer.run();
    for (let index = 0; index < count; index += 1) {
      times.raw.push(await rawCold());
      times.peer.push(await peer.run());
    }
  } finally {
    peer.close();
  }
  const [raw, of] = [distribution(times.raw), distribution(times.peer)];
  return {
    name: `peer: ${name}`,
    value: of.p50 / raw.p50,
    unit: "of raw cold",
    note: `${of.p50.toFixed(2)} ms, p99 ${of.p99.toFixed(2)} ms`,
  };
}

/** Beside the packages themselves code-mode needs isolated-vm, of the last major version that it takes. */
const beside: Record<string, string[]> = { "@utcp/code-mode": ["@utcp/sdk@1.1.2", "isolated-vm@6.1.2"] };

async function openWorker(name: string, version: string): Promise<Peer> {
  const command = await installClient(name, version, {
    command: "",
    withoutScripts: true,
    beside: beside[name],
  });
  const directory = dirname(dirname(command));
  const kind = name === "@utcp/code-mode" ? "code-mode" : "quickjs";
  const child = spawn(
    process.execPath,
    ["--no-node-snapshot", fileURLToPath(new URL("peer-worker.ts", import.meta.url)), directory, kind],
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  await answerOf(child);
  return {
    async run() {
      const answer = answerOf(child);
      child.send(0);
      return answer;
    },
    close: () => child.kill(),
  };
}

async function answerOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<{ ms: number; isRight: boolean }>();
  const onExit = () => reject(new Error("a peer's process ended"));
  child.once("exit", onExit);
  child.once("message", (message) => resolve(message as { ms: number; isRight: boolean }));
  const { ms, isRight } = await promise.finally(() => child.off("exit", onExit));
  if (!isRight) throw new Error("a peer answered something else");
  return ms;
}

/** Its worker loader, one run after another, and eight at once beside two of our processes. */
async function besideWorkerd(): Promise<Row[]> {
  const workerd = await openWorkerd();
  const perRequest = 10;
  const peer: Peer = {
    async run() {
      const startedMs = performance.now();
      await workerd.run(perRequest);
      return (performance.now() - startedMs) / perRequest;
    },
    close: () => undefined,
  };
  try {
    const alone = await measured("workerd, its worker loader", peer, processRounds);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const startedMs = performance.now();
      await Promise.all(Array.from({ length: 8 }, () => workerd.run(2 * perRequest)));
      theirs.push((8 * 2 * perRequest) / ((performance.now() - startedMs) / 1_000));
      ours.push(await runsPerSecond(3));
    }
    const [we, they] = [distribution(ours).p50, distribution(theirs).p50];
    return [
      alone,
      {
        name: "two children against workerd",
        value: we / they,
        unit: "times",
        note: `${we.toFixed(0)} runs/s, workerd ${they.toFixed(0)}; 8 callers`,
        atLeast: 2.5,
      },
    ];
  } finally {
    await workerd.close();
  }
}

async function openDeno(): Promise<Peer> {
  const command = await installClient("deno", "2.9.6", { command: "deno" });
  return {
    async run() {
      const startedMs = performance.now();
      const child = spawn(command, ["eval", "console.log('hello')"], { stdio: ["ignore", "pipe", "ignore"] });
      const said = (await child.stdout.toArray()).join("");
      if (said.trim() !== "hello") throw new Error("deno answered something else");
      return performance.now() - startedMs;
    },
    close: () => undefined,
  };
}
