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
/** What is left of the key's budget when Postgres stands still: a node may spend a hundredth of it unasked. */
const unitsLeft = 500;
const maxJournalMiB = 128;
/** The pools notice a server that does not answer after 40 s at the latest. */
const patienceMs = 90_000;

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

/** Waits until the node is ready and a call of anybody succeeds; answers how long that took, in seconds. */
async function recovery(url: string, caller: Caller): Promise<number> {
  const startedMs = performance.now();
  const before = caller.heard.answered.size;
  while (performance.now() - startedMs < patienceMs) {
    await caller.call("demo_list_orders");
    if (caller.heard.answered.size > before && (await isReady(url)))
      return (performance.now() - startedMs) / 1_000;
    await wait(100);
  }
  return Number.POSITIVE_INFINITY;
}

async function metric(url: string, name: string): Promise<number> {
  const text = await fetch(`${url}/metrics`).then(
    (answer) => answer.text(),
    () => "",
  );
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
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
    let [peakMiB, journalMiB, overshoot, unused] = [0, 0, 0, 0];
    const client = caller.client();
    const [key] = await client.apiKey.list.query();
    if (!key) throw new Error("there is no key");
    const used = async () => (await client.usage.quota.query()).calls.used;
    const setBudget = (callsPerMonth: number | null) =>
      client.apiKey.setBudget.mutate({ id: key.id, callsPerMonth });
    const endMs = performance.now() + budgetMs;
    const watching = setInterval(() => {
      void residentMiB(instance.pid).then((now) => (peakMiB = Math.max(peakMiB, now)));
      void metric(instance.url, "patchops_meter_journal_bytes").then(
        (bytes) => (journalMiB = Math.max(journalMiB, bytes / 1_024 ** 2)),
      );
    }, 500);
    const kinds = ["kill", "restart", "freeze"] as const;
    for (let round = 0; round < kinds.length || performance.now() < endMs; round += 1) {
      await wait(500 + random() * 1_500);
      const kind = kinds[round % kinds.length] ?? "kill";
      if (kind === "freeze") {
        const limit = (await used()) + unitsLeft;
        await setBudget(limit);
        const tree = await processTree(await postmaster());
        for (const pid of tree) process.kill(pid, "SIGSTOP");
        await wait(Math.min(maxFreezeMs, Math.max(2_000, budgetMs / 3)));
        for (const pid of tree) process.kill(pid, "SIGCONT");
        recoveries[kind].push(await recovery(instance.url, caller));
        // The rest of the budget, to its end.
        const spentMs = performance.now() + patienceMs;
        while ((await used()) < limit && performance.now() < spentMs) await wait(200);
        overshoot = Math.max(overshoot, (await used()) - limit);
        unused = Math.max(unused, limit - (await used()));
        await setBudget(null);
        continue;
      }
      if (kind === "kill") {
        // It is started again by whoever started it.
        process.kill(await postmaster(), "SIGKILL");
        await wait(500 + random() * 2_000);
      } else {
        await postgres.stop();
        await wait(500 + random() * 2_000);
        postgres = await startEmbeddedPostgres({ dataDir });
      }
      recoveries[kind].push(await recovery(instance.url, caller));
    }
    stopping.abort();
    await calling;
    clearInterval(watching);
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
      {
        name: "Postgres away: largest journal",
        value: journalMiB,
        unit: "MiB",
        note: "",
        atMost: maxJournalMiB,
      },
      {
        name: "Postgres frozen: overshoot of a budget",
        value: overshoot,
        unit: "units",
        note: `${unused} of the last ${unitsLeft} left over`,
        atMost: 0,
      },
      ...(await verifyCounts("Postgres away", instance.url, caller)),
    ];
  } finally {
    await instance.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
