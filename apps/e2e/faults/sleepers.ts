import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { startInstance } from "../src/start-instance.ts";
import { processTree, residentMiB } from "./process-facts.ts";
import type { Suite } from "./suite.ts";
import { withOwner } from "./with-owner.ts";

const startersAtOnce = 8;
/** How long putting one to sleep may take, all in all. */
const patienceOfEachMs = 300;
const name = "sleepers";

/**
 * `runs` runs of a workflow sleep until the same moment: how much memory their node and its sandbox hold with them and without them, after
 * as many had slept before; and all wake.
 */
export const sleepers =
  (runs: number): Suite =>
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-sleepers-"));
    // None of the node's processes.
    const postgres = await startEmbeddedPostgres({ dataDir });
    const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
    const node = await startInstance({ env });
    try {
      const { apiKey } = await node.setUp();
      const client = createClient({ url: node.url, apiKey });
      const code = "await sleep(new Date(input.until)); return 1";
      await client.workflow.deploy.mutate({ name: "sleeper", code });
      const count = (status: string) =>
        withOwner(postgres.connectionString, async (owner) => {
          const { rows } = await owner.query<{ count: string }>(
            "select count(*) from executions where status = $1 and (status <> 'sleeping' or paused_at is not null)",
            [status],
          );
          return Number(rows[0]?.count);
        });
      const until = async (
        isSo: () => Promise<boolean>,
        { endMs, what }: { endMs: number; what: string },
      ) => {
        while (!(await isSo())) {
          if (Date.now() > endMs)
            throw new Error(`${what}: ${await count("succeeded")} of ${runs} have woken`);
          await wait(500);
        }
      };
      /** Answers the memory while all sleep and after all are awake again, and how long the last one took to wake. */
      const night = async (nth: number) => {
        const beganMs = Date.now();
        const wakeMs = beganMs + 20_000 + runs * patienceOfEachMs;
        const input = { until: new Date(wakeMs).toISOString() };
        let started = 0;
        const start = async () => {
          while (started++ < runs) await client.workflow.run.mutate({ name: "sleeper", input });
        };
        await Promise.all(Array.from({ length: startersAtOnce }, start));
        await until(async () => (await count("sleeping")) === runs, {
          endMs: wakeMs,
          what: "they did not fall asleep in time",
        });
        const asleepSeconds = (Date.now() - beganMs) / 1_000;
        const asleep = await leastMiB(node.pid);
        if (Date.now() > wakeMs) throw new Error("they woke while they were measured");
        await until(async () => (await count("succeeded")) === nth * runs, {
          endMs: wakeMs + runs * patienceOfEachMs + 60_000,
          what: "they did not all wake",
        });
        const wokeSeconds = (Date.now() - wakeMs) / 1_000;
        return { asleepSeconds, wokeSeconds, asleep, awake: await leastMiB(node.pid) };
      };
      const warm = await night(1);
      const { asleep, awake, asleepSeconds, wokeSeconds } = await night(2);
      return [
        {
          name: `${name}: memory of each, asleep`,
          value: ((asleep - warm.awake) * 1_024) / runs,
          unit: "KiB",
          note: `${runs} runs; ${asleep.toFixed(0)} MiB with them, ${warm.awake.toFixed(0)} before, ${awake.toFixed(0)} after, node and sandbox; asleep within ${asleepSeconds.toFixed(0)} s`,
          // What the allocator keeps of their coming; an isolate that is held takes more than 1,000.
          atMost: 32,
        },
        {
          name: `${name}: that did not wake`,
          value: 2 * runs - (await count("succeeded")),
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

/** The least of ten seconds in which nothing happens: what is waiting for the collector is none of theirs. */
async function leastMiB(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 10; n += 1) {
    await wait(1_000);
    const sizes = await Promise.all((await processTree(pid)).map(residentMiB));
    least = Math.min(
      least,
      sizes.reduce((sum, size) => sum + (Number.isNaN(size) ? 0 : size), 0),
    );
  }
  return least;
}
