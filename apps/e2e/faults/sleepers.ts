import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { startInstance } from "../src/start-instance.ts";
import { processTree, residentMiB } from "./process-facts.ts";
import { inspected, readHeap } from "./read-heap.ts";
import type { Suite } from "./suite.ts";
import { withOwner } from "./with-owner.ts";

const startersAtOnce = 8;
/** Sleep before, so that the node has done all of it once. */
const warmUps = 50;
/** How long putting one to sleep may take, all in all. */
const patienceOfEachMs = 400;
const name = "sleepers";

/**
 * `runs` runs of a workflow sleep until the same moment: what the heap of their node holds with them and without them, how many timers and
 * programs there are; and all wake.
 */
export const sleepers =
  (runs: number): Suite =>
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-sleepers-"));
    // None of the node's processes.
    const postgres = await startEmbeddedPostgres({ dataDir });
    const env = {
      ...inspected,
      DATABASE_URL: postgres.connectionString,
      PATCHOPS_MASTER_KEY: "5a".repeat(32),
    };
    const node = await startInstance({ env });
    try {
      const { apiKey } = await node.setUp();
      const client = createClient({ url: node.url, apiKey });
      const code = "await sleep(new Date(input.until)); return 1";
      await client.workflow.deploy.mutate({ name: "sleeper", code });
      const count = (condition: string) =>
        withOwner(postgres.connectionString, async (owner) => {
          const { rows } = await owner.query<{ count: string }>(
            `select count(*) from executions where ${condition}`,
          );
          return Number(rows[0]?.count);
        });
      const until = async (
        isSo: () => Promise<boolean>,
        { endMs, what }: { endMs: number; what: string },
      ) => {
        while (!(await isSo())) {
          if (Date.now() > endMs) throw new Error(what);
          await wait(500);
        }
      };
      /** After a pause in which nothing happens: what is on its way is none of theirs. */
      const facts = async () => {
        await wait(10_000);
        const sizes = await Promise.all((await processTree(node.pid)).map(residentMiB));
        return {
          ...(await readHeap(node.output())),
          residentMiB: sizes.reduce((sum, size) => sum + (Number.isNaN(size) ? 0 : size), 0),
          running: await programsRunning(node.url),
        };
      };
      /** Answers the facts while all sleep and when all are awake again, and how long that took. */
      const night = async (sleeping: number) => {
        const before = await count("status = 'succeeded'");
        const beganMs = Date.now();
        const wakeMs = beganMs + 60_000 + sleeping * patienceOfEachMs;
        const input = { until: new Date(wakeMs).toISOString() };
        let started = 0;
        const start = async () => {
          while (started++ < sleeping) await client.workflow.run.mutate({ name: "sleeper", input });
        };
        await Promise.all(Array.from({ length: startersAtOnce }, start));
        await until(async () => (await count("status = 'sleeping' and paused_at is not null")) === sleeping, {
          endMs: wakeMs,
          what: "they did not fall asleep in time",
        });
        const asleepSeconds = (Date.now() - beganMs) / 1_000;
        const asleep = await facts();
        if (Date.now() > wakeMs) throw new Error("they woke while they were measured");
        await until(async () => (await count("status = 'succeeded'")) === before + sleeping, {
          endMs: wakeMs + sleeping * patienceOfEachMs + 60_000,
          what: "they did not all wake",
        });
        const wokeSeconds = (Date.now() - wakeMs) / 1_000;
        return { asleepSeconds, wokeSeconds, asleep, awake: await facts() };
      };
      const { awake: before } = await night(warmUps);
      const { asleep, awake, asleepSeconds, wokeSeconds } = await night(runs);
      const heaps = [asleep, before, awake].map(({ usedKiB }) => (usedKiB / 1_024).toFixed(1));
      const resident = [asleep, before, awake].map((each) => each.residentMiB.toFixed(0));
      return [
        {
          name: `${name}: heap of each, asleep`,
          value: (asleep.usedKiB - before.usedKiB) / runs,
          unit: "KiB",
          note: `${runs} runs, asleep within ${asleepSeconds.toFixed(0)} s; after a full collection ${heaps[0]} MiB with them, ${heaps[1]} before, ${heaps[2]} after; resident with the sandbox ${resident.join(", ")} MiB`,
          // What the node learns on the way, of all of them together. A run that is held takes more than ten times that.
          atMost: 2,
        },
        {
          name: `${name}: timers more than before`,
          value: asleep.timers - before.timers,
          unit: "timers",
          note: `${asleep.timers} with them`,
          // Those of connections come and go.
          atMost: 20,
        },
        {
          name: `${name}: programs in the sandbox`,
          value: asleep.running,
          unit: "programs",
          note: "while all sleep",
          atMost: 0,
        },
        {
          name: `${name}: that did not wake`,
          value: warmUps + runs - (await count("status = 'succeeded'")),
          unit: "runs",
          note: `the last one ${wokeSeconds.toFixed(0)} s after its time`,
          atMost: 0,
        },
      ];
    } finally {
      await node.dispose();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };

async function programsRunning(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = /^patchops_sandbox_running(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1];
  if (value === undefined) throw new Error("the metrics do not say how many programs run");
  return Number(value);
}
