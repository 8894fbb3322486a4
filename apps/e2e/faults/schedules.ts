import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";
import { withOwner } from "./with-owner.ts";

const workflows = 10;
const schedulesOfEach = 10;
const minuteMs = 60_000;
const patienceMs = 25 * minuteMs;
const name = "schedules";

interface Facts {
  made: number;
  doubled: number;
  /** Times between the first that was due and the last that was made. */
  expected: number;
  succeeded: number;
  open: number;
  /** By process that worked on them last. */
  byNode: number[];
}

/**
 * At least `runs` times of 100 schedules are due when two workers start; one of them is killed at a random moment on the way. Each time
 * makes one run, none is left out, and all runs end.
 */
export const schedules =
  (runs: number): Suite =>
  async ({ seed }) => {
    const random = seeded(seed);
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-schedules-"));
    const postgres = await startEmbeddedPostgres({ dataDir });
    const { connectionString } = postgres;
    const env = { DATABASE_URL: connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
    const worker = (directory?: string) =>
      startInstance({
        env: { ...env, PATCHOPS_ROLES: "worker" },
        ...(directory !== undefined && { dataDir: directory }),
      });
    const nodes: Instance[] = [await startInstance({ env: { ...env, PATCHOPS_ROLES: "api" } })];
    try {
      const [api] = nodes;
      if (!api) throw new Error("there is no node");
      const { apiKey } = await api.setUp();
      const client = createClient({ url: api.url, apiKey });
      const each = { cron: "* * * * *", missed: "all" as const };
      const config = {
        schedules: Array.from({ length: schedulesOfEach }, (_, n) => ({ ...each, input: n })),
      };
      const names = Array.from({ length: workflows }, (_, n) => `due-${n}`);
      for (const workflow of names) {
        await client.workflow.deploy.mutate({ name: workflow, code: "return input", config });
      }
      const average = runs / (workflows * schedulesOfEach);
      const first = await makeDue(connectionString, () => Math.ceil(average * (0.5 + random())));
      const beganMs = performance.now();
      nodes.push(await worker(), await worker());
      const endMs = performance.now() + patienceMs;
      const until = async (isSo: () => Promise<boolean>, what: string) => {
        while (!(await isSo())) {
          if (performance.now() > endMs) throw new Error(`not within ${patienceMs / minuteMs} min: ${what}`);
          await wait(250);
        }
      };
      const killedAt = runs * (0.05 + random() * 0.8);
      let killedAfter = 0;
      await until(async () => {
        killedAfter = (await readFacts(connectionString, first)).made;
        return killedAfter >= killedAt;
      }, "half-way");
      const killed = nodes[1];
      await killed?.end("SIGKILL");
      nodes[1] = await worker(killed?.dataDir);
      await until(async () => (await readDue(connectionString)) === 0, "all times have made their runs");
      const queuedSeconds = (performance.now() - beganMs) / 1_000;
      // Their times go on coming: what has come is the whole.
      for (const workflow of names) await client.workflow.pause.mutate({ name: workflow, isPaused: true });
      await until(async () => (await readFacts(connectionString, first)).open === 0, "all runs have ended");
      const seconds = (performance.now() - beganMs) / 1_000;
      const { made, doubled, expected, succeeded, byNode } = await readFacts(connectionString, first);
      return [
        {
          name: `${name}: runs made`,
          value: made,
          unit: "runs",
          note: `by two workers in ${queuedSeconds.toFixed(0)} s, one killed after ${killedAfter}; all had ended in ${seconds.toFixed(0)} s`,
          atLeast: runs,
        },
        {
          name: `${name}: times without a run`,
          value: expected - (made - doubled),
          unit: "times",
          note: "",
          atMost: 0,
        },
        { name: `${name}: runs of a time that had one`, value: doubled, unit: "runs", note: "", atMost: 0 },
        {
          name: `${name}: runs that did not succeed`,
          value: made - succeeded,
          unit: "runs",
          note: "",
          atMost: 0,
        },
        {
          name: `${name}: processes that took part`,
          value: byNode.length,
          unit: "processes",
          note: `the api node, both workers and the killed one's successor: ${byNode.join(", ")} runs`,
          atLeast: 4,
        },
      ];
    } finally {
      for (const node of nodes) await node.dispose();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };

/** Puts each schedule's next time so many minutes back; answers when each is due first, by its workflow and position. */
async function makeDue(connectionString: string, minutes: () => number): Promise<Map<string, number>> {
  return withOwner(connectionString, async (owner) => {
    const { rows } = await owner.query<{ id: string; position: number }>(
      "select workflow_id as id, position from workflow_schedules order by workflow_id, position",
    );
    const first = new Map<string, number>();
    for (const { id, position } of rows) {
      const atMs = (Math.floor(Date.now() / minuteMs) - minutes()) * minuteMs;
      await owner.query(
        "update workflow_schedules set next_at = $3 where workflow_id = $1 and position = $2",
        [...[id, position], new Date(atMs)],
      );
      first.set(`${id} ${position}`, atMs);
    }
    return first;
  });
}

async function readDue(connectionString: string): Promise<number> {
  return withOwner(connectionString, async (owner) => {
    const { rows } = await owner.query<{ due: string }>(
      "select count(*) as due from workflow_schedules where next_at <= now()",
    );
    return Number(rows[0]?.due);
  });
}

async function readFacts(connectionString: string, first: ReadonlyMap<string, number>): Promise<Facts> {
  return withOwner(connectionString, async (owner) => {
    const { rows } = await owner.query<
      Record<"key" | "made" | "times" | "last" | "succeeded" | "open", string>
    >(
      `select r.workflow_id || ' ' || e.input as key, count(*) as made, count(distinct r.scheduled_for) as times,
         extract(epoch from max(r.scheduled_for)) * 1000 as last,
         count(*) filter (where e.status = 'succeeded') as succeeded, count(*) filter (where r.state <> 'ended') as open
       from workflow_runs as r join executions as e on e.organization_id = r.organization_id and e.id = r.execution_id
       group by 1`,
    );
    const { rows: nodes } = await owner.query<{ runs: string }>(
      "select count(*) as runs from workflow_runs where node_id is not null group by node_id order by 1 desc",
    );
    const byNode = nodes.map(({ runs }) => Number(runs));
    const facts: Facts = { made: 0, doubled: 0, expected: 0, succeeded: 0, open: 0, byNode };
    const lastMs = new Map(rows.map(({ key, last }) => [key, Number(last)]));
    // A schedule that made no run is short of one at least.
    for (const [key, firstMs] of first) {
      facts.expected += ((lastMs.get(key) ?? firstMs) - firstMs) / minuteMs + 1;
    }
    for (const { made, times, succeeded, open } of rows) {
      facts.made += Number(made);
      facts.doubled += Number(made) - Number(times);
      facts.succeeded += Number(succeeded);
      facts.open += Number(open);
    }
    return facts;
  });
}
