import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { type Instance, isPrepared, startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { createMixedLoad, type Kind, kinds, type Tallies } from "./mixed-load.ts";
import { seeded } from "./seeded.ts";
import { sendAgain } from "./send-again.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";
import { verifyKinds } from "./verify-kinds.ts";

const name = "two nodes killed";
/** Callers by the SDK's way of each node; MCP clients and programs come on top. */
const invokers = 12;
/** Never used up: so that each call spends a unit of a lease. */
const budget = 1_000_000_000;
const leastKills = 2;
const mostMinutes = 20;

/**
 * Two nodes on one Postgres, each killed at random moments and started again, under calls by MCP clients of both eras, by the SDK and
 * from programs, reads, prompts and completions; batches that were stored are sent again. What was answered is counted, once, in rows,
 * totals and what is billed. Goes on until there were `calls` of them. `pauseMs` is each client's between two:
 * where few calls are asked for, the time is that of the nodes' starts, and clients that hardly rest take it from them.
 */
export const exactness =
  (calls: number, pauseMs?: number): Suite =>
  async ({ seed }) => {
    const random = seeded(seed);
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
    // A run of tests has a cluster and a database that was opened before, which are seconds of a core.
    const postgres = isPrepared() ? undefined : await startEmbeddedPostgres({ dataDir });
    const first = await startInstance(postgres && { env: { DATABASE_URL: postgres.connectionString } });
    const databaseUrl = postgres?.connectionString ?? first.databaseUrl ?? "";
    // The second node needs the first one's key, and so comes after it.
    const key = (await readFile(join(first.dataDir, "master.key"), "utf8")).trim();
    const env = { DATABASE_URL: databaseUrl, PATCHOPS_MASTER_KEY: key };
    const nodes: Instance[] = [first, await startInstance({ env })];
    const starts: number[] = [];
    try {
      const { apiKey } = await first.setUp();
      await first.cli(["connections", "add", "demo"], { apiKey });
      const urlOf = (place: number) => nodes[place]?.url ?? "";
      const [listed] = await createClient({ url: first.url, apiKey }).apiKey.list.query();
      if (!listed) throw new Error("there is no key");
      await createClient({ url: first.url, apiKey }).apiKey.setBudget.mutate({
        id: listed.id,
        callsPerMonth: budget,
      });
      const beganMs = performance.now();
      const callers = nodes.map((_, place) => createCaller(() => urlOf(place), apiKey));
      const stopping = new AbortController();
      const { signal } = stopping;
      const loads = nodes.map((_, place) => createMixedLoad(() => urlOf(place), apiKey, pauseMs));
      const working = nodes.flatMap((_, place) => [
        callers[place]?.keepCalling("demo_list_orders", { callers: invokers, signal, pauseMs: pauseMs ?? 5 }),
        loads[place]?.keepGoing(signal),
      ]);

      const answered = (kind: Kind) => loads.reduce((sum, { tallies }) => sum + tallies[kind].answered, 0);
      const made = () =>
        callers.reduce((sum, { heard }) => sum + heard.answered.size, 0) +
        kinds.reduce((sum, kind) => sum + answered(kind), 0);
      const endMs = performance.now() + mostMinutes * 60_000;
      while ((made() < calls || starts.length < leastKills) && performance.now() < endMs) {
        await wait(300 + random() * Math.min(15_000, calls / 8));
        const place = starts.length % 2;
        const killed = nodes[place];
        if (!killed) throw new Error("there is no node");
        await killed.end("SIGKILL");
        await sendAgain(join(killed.dataDir, "journal"), join(dataDir, `stash-${place}`));
        const startedMs = performance.now();
        nodes[place] = await startInstance({ env, dataDir: killed.dataDir });
        starts.push((performance.now() - startedMs) / 1_000);
      }
      stopping.abort();
      await Promise.all(working);

      const total = made();
      const [one, other] = callers;
      if (!one || !other) throw new Error("there are no callers");
      const invoked = callers.map(({ heard }) => {
        const refused = [...heard.refused.values()].reduce((sum, count) => sum + count, 0);
        return { answered: heard.answered.size, tried: heard.answered.size + refused };
      });
      for (const id of other.heard.answered) one.heard.answered.add(id);
      // Each node stores what it knows before it answers.
      await other.client().usage.summary({});
      const rows = await verifyCounts(name, urlOf(0), one);
      const recomputed = await nodes[0]?.cli(["admin", "recompute", "--json"]);
      const wrong = (JSON.parse(recomputed?.stdout ?? "") as { count: number }).count;
      // Leases are settled by the end of their nodes.
      for (const node of nodes) await node.end();
      const tallies = loads.map((load, place): Tallies => {
        const { call, ...others } = load.tallies;
        const { answered = 0, tried = 0 } = invoked[place] ?? {};
        return { ...others, call: { answered: call.answered + answered, tried: call.tried + tried } };
      });
      return [
        ...rows,
        ...(await verifyKinds(name, databaseUrl, tallies)),
        {
          name: `${name}: totals apart from events`,
          value: wrong,
          unit: "totals",
          note: "counted anew",
          atMost: 0,
        },
        {
          name: `${name}: answered`,
          value: total,
          unit: "requests",
          note: `${starts.length} kills, ${((performance.now() - beganMs) / 1_000).toFixed(0)} s`,
          atLeast: calls,
        },
        { name: `${name}: slowest start after`, value: Math.max(...starts), unit: "s", note: "", atMost: 60 },
      ];
    } finally {
      for (const node of nodes) await node.dispose();
      await postgres?.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };
