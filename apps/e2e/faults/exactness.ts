import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { openSession } from "../bench/open-session.ts";
import { postMessage } from "../bench/post-message.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const program = "return (await tools.demo.list_orders({ limit: 1 })).orders.length";
/** Callers of each node. */
const invokers = 12;
const leastKills = 2;
const mostMinutes = 20;

/**
 * Two nodes on one Postgres, each killed at random moments and started again, under calls by MCP clients, by the SDK and from
 * programs: what was acknowledged is counted, once, in rows, totals and what is billed. Goes on until there were `calls` of them.
 */
export const exactness =
  (calls: number): Suite =>
  async ({ seed }) => {
    const random = seeded(seed);
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
    const postgres = await startEmbeddedPostgres({ dataDir });
    // The second node needs the first one's key, and so comes after it.
    const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
    const nodes: Instance[] = [await startInstance({ env })];
    nodes.push(await startInstance({ env }));
    const [first] = nodes;
    if (!first) throw new Error("there is no node");
    const starts: number[] = [];
    try {
      const { apiKey } = await first.setUp();
      await first.cli(["connections", "add", "demo"], { apiKey });
      const urlOf = (place: number) => nodes[place]?.url ?? "";
      const callers = nodes.map((_, place) => createCaller(() => urlOf(place), apiKey));
      const stopping = new AbortController();
      const { signal } = stopping;
      let [overMcp, runs] = [0, 0];

      const keepCallingMcp = async (place: number) => {
        while (!signal.aborted) {
          try {
            const url = `${urlOf(place)}/mcp`;
            const session = await openSession(url, apiKey);
            for (let id = 1; !signal.aborted; id += 1) {
              const params = { name: "demo_list_orders", arguments: { limit: 1 } };
              const answer = await postMessage(url, session, { id, method: "tools/call", params });
              const text = await answer.text();
              if (!answer.ok || !text.includes('"structuredContent"')) throw new Error(text);
              overMcp += 1;
            }
          } catch {
            await wait(50);
          }
        }
      };
      const keepRunning = async (place: number) => {
        while (!signal.aborted) {
          const run = callers[place]?.client().execute(program);
          const status = await run?.result().then(
            (result) => result.status,
            () => "cut",
          );
          if (status === "succeeded") runs += 1;
          else await wait(100);
        }
      };
      const working = nodes.flatMap((_, place) => [
        callers[place]?.keepCalling("demo_list_orders", { callers: invokers, signal, pauseMs: 5 }),
        keepCallingMcp(place),
        keepCallingMcp(place),
        keepRunning(place),
      ]);

      const made = () => overMcp + runs + callers.reduce((sum, { heard }) => sum + heard.answered.size, 0);
      const endMs = performance.now() + mostMinutes * 60_000;
      while ((made() < calls || starts.length < leastKills) && performance.now() < endMs) {
        await wait(300 + random() * Math.min(15_000, calls / 8));
        const place = starts.length % 2;
        await nodes[place]?.end("SIGKILL");
        const startedMs = performance.now();
        nodes[place] = await startInstance({ env, dataDir: nodes[place]?.dataDir ?? "" });
        starts.push((performance.now() - startedMs) / 1_000);
      }
      stopping.abort();
      await Promise.all(working);

      const total = made();
      const [one, other] = callers;
      if (!one || !other) throw new Error("there are no callers");
      for (const id of other.heard.answered) one.heard.answered.add(id);
      // Each node stores what it knows before it answers.
      await other.client().usage.summary({});
      const rows = await verifyCounts("two nodes killed", urlOf(0), one);
      const { byTool: _tools, ...summary } = await one.client().usage.summary({});
      const invoked = one.heard.answered.size;
      const recomputed = await nodes[0]?.cli(["admin", "recompute", "--json"]);
      const wrong = (JSON.parse(recomputed?.stdout ?? "") as { count: number }).count;
      const note = `${invoked} by SDK, ${overMcp} by MCP, ${runs} programs; ${starts.length} kills; ${summary.calls} calls and ${summary.executions} runs stored`;
      return [
        ...rows,
        {
          name: "two nodes killed: acknowledged and not stored",
          value:
            Math.max(0, invoked + overMcp + runs - summary.calls) + Math.max(0, runs - summary.executions),
          unit: "calls",
          note,
          atMost: 0,
        },
        {
          name: "two nodes killed: totals apart from events",
          value: wrong,
          unit: "totals",
          note: "counted anew",
          atMost: 0,
        },
        { name: "two nodes killed: calls", value: total, unit: "calls", note: "", atLeast: calls },
        {
          name: "two nodes killed: slowest start after",
          value: Math.max(...starts),
          unit: "s",
          note: "",
          atMost: 60,
        },
      ];
    } finally {
      for (const node of nodes) await node.dispose();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };
