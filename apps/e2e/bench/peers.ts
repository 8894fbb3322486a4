import { createClient } from "@patchops/sdk";
import { residentMiB } from "../faults/process-facts.ts";
import { startInstance } from "../src/start-instance.ts";
import { compareLoads } from "./compare-loads.ts";
import type { LoadTarget } from "./load.ts";
import { openSession } from "./open-session.ts";
import type { Row } from "./report.ts";
import { startPeers } from "./start-peers.ts";
import { startUpstream, upstreamProgram } from "./start-upstream.ts";

const times = { warmUpMs: 500, measureMs: 1_500, rounds: 3 };

/**
 * Gateways that others publish on npm, beside ours in the same run. They front the same program as ours does, over stdio,
 * which is all that they can; ours does so over HTTP and over stdio. They check no key, know no policy and count nothing.
 */
export async function benchPeers(): Promise<Row[]> {
  const [instance, upstream, peers] = await Promise.all([
    startInstance({ env: { PATCHOPS_ALLOW_STDIO: "1" } }),
    startUpstream(),
    startPeers(),
  ]);
  try {
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    await client.connection.add.mutate({ name: "http", target: { kind: "http", url: upstream.url } });
    await client.connection.add.mutate({
      name: "stdio",
      target: { kind: "stdio", command: process.execPath, args: [upstreamProgram, "--stdio"] },
    });
    const url = `${instance.url}/mcp`;
    const headers = await openSession(url, apiKey);
    const targets: Record<string, LoadTarget> = {
      "ours over HTTP": { url, headers, tool: "http_add" },
      "ours over stdio": { url, headers, tool: "stdio_add" },
    };
    for (const peer of peers) {
      targets[`peer ${peer.name}`] = { url: peer.url, headers: await openSession(peer.url), tool: "add" };
    }
    const direct: LoadTarget = { url: upstream.url, headers: {}, tool: "add" };
    const rows: Row[] = [];
    for (const callers of [1, 16, 64]) {
      for (const [name, { ofDirect, note }] of await compareLoads(direct, targets, { callers, ...times })) {
        rows.push({ name: `${name}, ${callers} callers`, value: ofDirect, unit: "of direct", note });
      }
    }
    for (const { name, pid } of [{ name: "ours", pid: instance.pid }, ...peers]) {
      const value = await residentMiB(pid);
      rows.push({ name: `${name}, memory after load`, value, unit: "MiB", note: "its own process alone" });
    }
    return rows;
  } finally {
    for (const peer of peers) peer.stop();
    upstream.stop();
    await instance.dispose();
  }
}
