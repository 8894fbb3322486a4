import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startInstance } from "../src/start-instance.ts";
import { type LoadTarget, load } from "./load.ts";
import type { Row } from "./report.ts";

const warmUpMs = 1_000;
const measureMs = 3_000;
const rounds = 3;

function startUpstream(): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./upstream.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (chunk: Buffer) => {
      resolve({ url: `http://127.0.0.1:${chunk.toString().trim()}/mcp`, stop: () => child.kill() });
    });
  });
}

/** Opens a session as a client does; answers the headers that belong to it. */
async function openSession(url: string, apiKey: string): Promise<Record<string, string>> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const answer = await fetch(url, {
    method: "POST",
    headers,
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "bench", version: "1" },
      },
    }),
  });
  await answer.text();
  const session = answer.headers.get("mcp-session-id") ?? "";
  const own = {
    authorization: headers.authorization,
    "mcp-session-id": session,
    "mcp-protocol-version": "2025-11-25",
  };
  await fetch(url, {
    method: "POST",
    headers: { ...headers, ...own },
    body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }),
  });
  return own;
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Calls through the gateway, with auth and metering, against calls made directly to the same upstream, in turns. */
export async function benchGateway(): Promise<Row[]> {
  const [instance, upstream] = await Promise.all([startInstance(), startUpstream()]);
  try {
    const { apiKey } = await instance.setUp();
    const added = await instance.cli(["connections", "add", upstream.url, "--name", "bench", "--json"], {
      apiKey,
    });
    if (added.code !== 0) throw new Error(added.stderr);
    const url = `${instance.url}/mcp`;
    const direct: LoadTarget = { url: upstream.url, headers: {}, tool: "add" };
    const through: LoadTarget = { url, headers: await openSession(url, apiKey), tool: "bench_add" };
    const rows: Row[] = [];
    let made = 0;
    for (const callers of [1, 16, 64]) {
      await load(direct, callers, warmUpMs);
      await load(through, callers, warmUpMs);
      const pairs = [];
      for (let round = 0; round < rounds; round += 1) {
        pairs.push({
          raw: await load(direct, callers, measureMs),
          own: await load(through, callers, measureMs),
        });
      }
      made += pairs.length;
      const failures = pairs.reduce((sum, { raw, own }) => sum + raw.failures + own.failures, 0);
      if (failures > 0) throw new Error(`${failures} calls failed`);
      rows.push({
        name: `gateway rate, ${callers} callers`,
        value: median(pairs.map(({ raw, own }) => own.callsPerSecond / raw.callsPerSecond)),
        unit: "of direct",
        note: `${Math.round(median(pairs.map(({ own }) => own.callsPerSecond)))} of ${Math.round(median(pairs.map(({ raw }) => raw.callsPerSecond)))} calls/s`,
        ...(callers === 16 ? { atLeast: 0.2 } : {}),
      });
      rows.push({
        name: `gateway added p50, ${callers} callers`,
        value: median(pairs.map(({ raw, own }) => own.p50Ms - raw.p50Ms)),
        unit: "ms",
        note: `p99 ${median(pairs.map(({ own }) => own.p99Ms)).toFixed(2)} ms, direct ${median(pairs.map(({ raw }) => raw.p99Ms)).toFixed(2)} ms`,
        ...(callers === 1 ? { atMost: 0.5 } : {}),
      });
    }
    rows.push({
      name: "API process memory after load",
      value: await residentMiB(instance.pid),
      unit: "MiB",
      note: `${made} loads of up to 64 callers`,
      atMost: 250,
    });
    return rows;
  } finally {
    upstream.stop();
    await instance.dispose();
  }
}
