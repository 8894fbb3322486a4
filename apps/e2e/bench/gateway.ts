import { createClient } from "@patchops/sdk";
import { residentMiB } from "../faults/process-facts.ts";
import { startInstance } from "../src/start-instance.ts";
import { compareLoads } from "./compare-loads.ts";
import type { LoadTarget } from "./load.ts";
import { openSession } from "./open-session.ts";
import type { Row } from "./report.ts";
import { startHop, startUpstream } from "./start-upstream.ts";

const times = { warmUpMs: 1_000, measureMs: 3_000, rounds: 3 };

/** The calls pass a profile and rules, as in an organization that uses them. */
async function guard(url: string, apiKey: string): Promise<void> {
  const client = createClient({ url, apiKey });
  await client.profile.create.mutate({ name: "Bench", connections: ["bench"], isDefault: true });
  await client.policy.set.mutate({ action: "allow", connection: "bench" });
  await client.policy.set.mutate({ action: "block", tool: "bench_big", role: "viewer" });
}

/** A client of 2026-07-28, whose requests stand for themselves. */
function modernTarget(url: string, apiKey: string): LoadTarget {
  const version = "2026-07-28";
  const tool = "bench_add";
  return {
    url,
    tool,
    headers: {
      authorization: `Bearer ${apiKey}`,
      "mcp-protocol-version": version,
      "mcp-method": "tools/call",
      "mcp-name": tool,
    },
    meta: {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
    },
  };
}

/** The last is no gateway at all: a hop in bare Node, beside which a gateway's own part is seen. */
const names: Readonly<Record<string, string>> = {
  legacy: "gateway",
  modern: "gateway, modern client,",
  hop: "bare hop",
};

/** Calls through the gateway, with auth, policy and metering, against calls made directly to the same upstream, in turns. */
export async function benchGateway(): Promise<Row[]> {
  const [instance, upstream] = await Promise.all([startInstance(), startUpstream()]);
  const hop = await startHop(upstream.url);
  try {
    const { apiKey } = await instance.setUp();
    await createClient({ url: instance.url, apiKey }).connection.add.mutate({
      name: "bench",
      target: { kind: "http", url: upstream.url },
    });
    await guard(instance.url, apiKey);
    const url = `${instance.url}/mcp`;
    const direct = { url: upstream.url, headers: {}, tool: "add" };
    const targets = {
      legacy: { url, headers: await openSession(url, apiKey), tool: "bench_add" },
      modern: modernTarget(url, apiKey),
      hop: { url: hop.url, headers: {}, tool: "bench_add" },
    };
    const rows: Row[] = [];
    for (const callers of [1, 16, 64]) {
      const compared = await compareLoads(direct, targets, { callers, ...times });
      for (const [target, { failures, ofDirect, addedP50Ms, p99Ms, note }] of compared) {
        if (failures > 0) throw new Error(`${failures} calls by ${target} failed`);
        const isBound = target === "legacy";
        const name = names[target] ?? target;
        rows.push(
          {
            name: `${name} rate, ${callers} callers`,
            value: ofDirect,
            unit: "of direct",
            note: isBound && callers === 16 ? `${note}; at least 0.20 since the first release` : note,
            ...(isBound && callers > 1 && { atLeast: 0.3 }),
          },
          {
            name: `${name} added p50, ${callers} callers`,
            value: addedP50Ms,
            unit: "ms",
            note: "",
            ...(isBound && callers === 1 && { atMost: 0.4 }),
          },
          {
            name: `${name} p99, ${callers} callers`,
            value: p99Ms,
            unit: "ms",
            note: "",
            ...(isBound && callers === 16 && { atMost: 20 }),
          },
        );
      }
    }
    rows.push({
      name: "API process memory after load",
      value: await residentMiB(instance.pid),
      unit: "MiB",
      note: "loads of both eras, up to 64 callers",
      atMost: 250,
    });
    return rows;
  } finally {
    hop.stop();
    upstream.stop();
    await instance.dispose();
  }
}
