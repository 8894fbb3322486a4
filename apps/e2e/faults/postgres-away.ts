import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@patchops/db";
import type { Row } from "../bench/report.ts";
import { startInstance } from "../src/start-instance.ts";
import { type Caller, createCaller } from "./caller.ts";
import { processTree, residentMiB } from "./process-facts.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const maxFreezeMs = 60_000;
/** The pools notice a server that does not answer after 40 s at the latest. */
const patienceMs = 90_000;

/** Waits until a call succeeds; answers how long that took, in seconds. */
async function recovery(caller: Caller): Promise<number> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < patienceMs) {
    if (await caller.call("demo_list_orders")) return (performance.now() - startedMs) / 1_000;
    await wait(100);
  }
  return Number.POSITIVE_INFINITY;
}

/** Postgres killed, restarted and frozen by turns under load; the server goes on and comes back by itself. */
export const postgresAway: Suite = async ({ seed, budgetMs }) => {
  const random = seeded(seed);
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-soak-"));
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const postmaster = async () =>
    Number.parseInt(await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
  const instance = await startInstance({ env: { DATABASE_URL: postgres.connectionString } });
  try {
    const { apiKey } = await instance.setUp();
    await instance.cli(["connections", "add", "demo"], { apiKey });
    const caller = createCaller(() => instance.url, apiKey);
    const recoveries = { kill: [] as number[], restart: [] as number[], freeze: [] as number[] };
    const stopping = new AbortController();
    const calling = caller.keepCalling("demo_list_orders", { callers: 12, signal: stopping.signal });
    let peakMiB = 0;
    const endMs = performance.now() + budgetMs;
    const watching = setInterval(() => {
      void residentMiB(instance.pid).then((now) => (peakMiB = Math.max(peakMiB, now)));
    }, 500);
    const kinds = ["kill", "restart", "freeze"] as const;
    for (let round = 0; round < kinds.length || performance.now() < endMs; round += 1) {
      await wait(500 + random() * 1_500);
      const kind = kinds[round % kinds.length] ?? "kill";
      if (kind === "freeze") {
        const tree = await processTree(await postmaster());
        for (const pid of tree) process.kill(pid, "SIGSTOP");
        await wait(Math.min(maxFreezeMs, Math.max(2_000, budgetMs / 5)));
        for (const pid of tree) process.kill(pid, "SIGCONT");
      } else if (kind === "kill") {
        // It is started again by whoever started it.
        process.kill(await postmaster(), "SIGKILL");
        await wait(500 + random() * 2_000);
      } else {
        await postgres.stop();
        await wait(500 + random() * 2_000);
        postgres = await startEmbeddedPostgres({ dataDir });
      }
      recoveries[kind].push(await recovery(caller));
    }
    stopping.abort();
    await calling;
    clearInterval(watching);
    await recovery(caller);
    const refused = [...caller.heard.refused].map(([code, count]) => `${count} ${code}`).join(", ");
    const rows: Row[] = kinds.map((kind) => ({
      name: `Postgres ${kind}: slowest recovery`,
      value: Math.max(...recoveries[kind]),
      unit: "s",
      note: `${recoveries[kind].length} rounds`,
      atMost: 60,
    }));
    return [
      ...rows,
      {
        name: "Postgres away: peak memory",
        value: peakMiB,
        unit: "MiB",
        note: refused,
        atMost: 400,
      },
      ...(await verifyCounts("Postgres away", instance.url, caller)),
    ];
  } finally {
    await instance.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
