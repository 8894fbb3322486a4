import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@patchops/db";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const callersOfEach = 32;
const leastRounds = 3;

/** 64 callers at two nodes race for the last units of a budget, one node killed on the way: all units are used, and none beyond. */
export const lastUnits: Suite = async ({ seed, budgetMs }) => {
  const random = seeded(seed);
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
  const first = await startInstance({ env });
  const nodes: Instance[] = [first, await startInstance({ env })];
  try {
    const { apiKey } = await first.setUp();
    await first.cli(["connections", "add", "demo"], { apiKey });
    const callers = nodes.map((_, place) => createCaller(() => nodes[place]?.url ?? "", apiKey));
    const [one, other] = callers;
    if (!one || !other) throw new Error("there are no callers");
    const [key] = await one.client().apiKey.list.query();
    if (!key) throw new Error("there is no key");
    const used = async () => {
      // Each node stores what it knows before it answers.
      await other.client().usage.summary({});
      return (await one.client().usage.quota.query()).calls.used;
    };
    let [limit, overshoot, unused] = [0, 0, 0];
    const endMs = performance.now() + budgetMs;
    let round = 0;
    for (; round < leastRounds || performance.now() < endMs; round += 1) {
      limit = (await used()) + 100 + Math.floor(random() * 300);
      await one.client().apiKey.setBudget.mutate({ id: key.id, callsPerMonth: limit });
      const stopping = new AbortController();
      const { signal } = stopping;
      const calling = Promise.all(
        callers.map((caller) =>
          caller.keepCalling("demo_list_orders", { callers: callersOfEach, signal, pauseMs: 0 }),
        ),
      );
      const killed = nodes[1];
      if (round % 2 === 1 && killed) {
        await new Promise((resolve) => setTimeout(resolve, random() * 400));
        await killed.end("SIGKILL");
        nodes[1] = await startInstance({ env, dataDir: killed.dataDir });
      }
      // What a killed node left is there again once its journal is stored and its lease settled.
      const roundEndMs = performance.now() + 30_000;
      while ((await used()) < limit && performance.now() < roundEndMs)
        await new Promise((resolve) => setTimeout(resolve, 200));
      stopping.abort();
      await calling;
      const now = await used();
      overshoot = Math.max(overshoot, now - limit);
      unused = Math.max(unused, limit - now);
    }
    const refused = one.heard.refused.get("quota_exceeded") ?? 0;
    for (const id of other.heard.answered) one.heard.answered.add(id);
    return [
      {
        name: "last units: overshoot",
        value: overshoot,
        unit: "units",
        note: `${round} rounds, ${2 * callersOfEach} callers at 2 nodes, ${refused} refused at the first`,
        atMost: 0,
      },
      { name: "last units: left over", value: unused, unit: "units", note: "", atMost: 0 },
      ...(await verifyCounts("last units", first.url, one)),
    ];
  } finally {
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
