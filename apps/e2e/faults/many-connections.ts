import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@patchops/db";
import { Pool } from "undici";
import { percentile } from "../bench/load.ts";
import { startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { peakMiB } from "./process-facts.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const connectionsOfEach = 5_000;
const waves = 2;
const patienceMs = 120_000;
const tool = "demo_list_orders";
const version = "2026-07-28";
const body = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: tool,
    arguments: { limit: 1 },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "many", version: "1" },
    },
  },
});

/** Ten thousand connections to two nodes, and a call on each of them at once: every one is answered, or told that it is too much. */
export const manyConnections: Suite = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
  const first = await startInstance({ env });
  const nodes = [first, await startInstance({ env })];
  const pools = nodes.map(
    ({ url }) =>
      new Pool(url, {
        connections: connectionsOfEach,
        pipelining: 1,
        keepAliveTimeout: 60_000,
        connectTimeout: patienceMs,
        headersTimeout: patienceMs,
        bodyTimeout: patienceMs,
      }),
  );
  try {
    const { apiKey } = await first.setUp();
    await first.cli(["connections", "add", "demo"], { apiKey });
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${apiKey}`,
      "mcp-protocol-version": version,
      "mcp-method": "tools/call",
      "mcp-name": tool,
    };
    const times: number[] = [];
    const answers = new Map<string, number>();
    const call = async (pool: Pool, wave: number) => {
      const startedMs = performance.now();
      const answer = await pool
        .request({ path: "/mcp", method: "POST", headers, body })
        .then(async ({ statusCode, body: text }) => {
          const isError = (await text.text()).includes('"isError":true');
          return isError ? `${statusCode} refused` : String(statusCode);
        })
        .catch((error: unknown) =>
          error instanceof Error && "code" in error
            ? `${error.code} in wave ${wave + 1}`
            : `${error} in wave ${wave + 1}`,
        );
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      times.push(performance.now() - startedMs);
    };
    let open = 0;
    for (let wave = 0; wave < waves; wave += 1) {
      await Promise.all(
        pools.flatMap((pool) => Array.from({ length: connectionsOfEach }, () => call(pool, wave))),
      );
      open = pools.reduce((sum, { stats }) => sum + stats.connected, 0);
    }
    const peaks = await Promise.all(nodes.map(({ pid }) => peakMiB(pid)));
    const note = [...answers].map(([answer, count]) => `${count} × ${answer}`).join(", ");
    const good = [...answers].filter(([answer]) => /^(200|429|503)/.test(answer));
    const sorted = times.toSorted((a, b) => a - b);
    const caller = createCaller(() => first.url, apiKey);
    await createCaller(() => nodes[1]?.url ?? "", apiKey)
      .client()
      .usage.summary({});
    return [
      {
        name: "10,000 connections: neither answered nor refused",
        value: waves * 2 * connectionsOfEach - good.reduce((sum, [, count]) => sum + count, 0),
        unit: "requests",
        note,
        atMost: 0,
      },
      {
        name: "10,000 connections: p99 of calls at once",
        value: percentile(sorted, 0.99) / 1_000,
        unit: "s",
        note: `median ${(percentile(sorted, 0.5) / 1_000).toFixed(1)} s; ${open} open after the last`,
        atMost: patienceMs / 1_000,
      },
      {
        name: "10,000 connections: peak memory of a node",
        value: Math.max(...peaks),
        unit: "MiB",
        note: peaks.map((peak) => peak.toFixed(0)).join(" and "),
        atMost: 700,
      },
      ...(await verifyCounts("10,000 connections", first.url, caller)),
    ];
  } finally {
    for (const pool of pools) await pool.destroy();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
