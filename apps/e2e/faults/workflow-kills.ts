import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { startMcpFixture } from "@patchops/testing";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";

const name = "workflows killed";
const steps = 20;
const callMs = 60;
const patienceMs = 20 * 60_000;

const code = `
  for (let n = 1; n <= ${steps}; n++) await step("step " + n, () => tools.shop.put({ run: input.run, n }));
  return ${steps};`;

/**
 * Two nodes on one Postgres, killed at random moments under `runs` runs of a workflow of 20 steps. Their upstream tells calls apart by
 * the idempotency key alone: each step takes effect once, all runs end, and what had been answered and stored is not sent again.
 */
export const workflowKills =
  (runs: number): Suite =>
  async ({ seed }) => {
    const random = seeded(seed);
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-workflows-"));
    const postgres = await startEmbeddedPostgres({ dataDir });
    let underway = 0;
    /** Calls that a kill may have cut off. */
    let cut = 0;
    const fixture = await startMcpFixture({
      tools: [
        {
          name: "put",
          annotations: { idempotentHint: true },
          call: async ({ run, n }) => {
            underway += 1;
            await wait(callMs);
            underway -= 1;
            return { content: [], structuredContent: { run, n } };
          },
        },
      ],
    });
    const env = {
      DATABASE_URL: postgres.connectionString,
      PATCHOPS_MASTER_KEY: "5a".repeat(32),
      PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*",
    };
    const nodes: Instance[] = [await startInstance({ env })];
    nodes.push(await startInstance({ env }));
    const beganMs = performance.now();
    let kills = 0;
    try {
      const [first] = nodes;
      if (!first) throw new Error("there is no node");
      const { apiKey } = await first.setUp();
      await first.cli(["connections", "add", fixture.url, "--name", "shop"], { apiKey });
      const client = () => createClient({ url: nodes[0]?.url ?? "", apiKey });
      await client().workflow.deploy.mutate({ name: "twenty", code });
      for (let run = 1; run <= runs; run += 1) {
        await client().workflow.run.mutate({ name: "twenty", input: { run } });
      }
      const open = async () => {
        const { runs: queued } = await client().workflow.runs.query({ status: "queued", limit: 1 });
        const { runs: running } = await client().workflow.runs.query({ status: "running", limit: 1 });
        return queued.length + running.length;
      };
      while (kills < 2 || ((await open()) > 0 && performance.now() - beganMs < patienceMs)) {
        await wait(300 + random() * (runs < 50 ? 400 : 2_000));
        const place = kills % 2;
        const killed = nodes[place];
        if (!killed) throw new Error("there is no node");
        if (kills >= 2 && runs < 50) continue;
        cut += underway;
        await killed.end("SIGKILL");
        kills += 1;
        nodes[place] = await startInstance({ env, dataDir: killed.dataDir });
      }
      const bySteps = new Map<string, Set<unknown>>();
      let sent = 0;
      for (const { method, params } of fixture.requests) {
        if (method !== "tools/call") continue;
        sent += 1;
        const { run, n } = (params?.arguments ?? {}) as { run?: number; n?: number };
        const meta = params?._meta as Record<string, unknown> | undefined;
        const keys = bySteps.get(`${run} ${n}`) ?? new Set();
        bySteps.set(`${run} ${n}`, keys.add(meta?.["patchops/idempotency-key"]));
      }
      let succeeded = 0;
      let cursor: string | undefined;
      do {
        const page = await client().workflow.runs.query({ limit: 100, ...(cursor && { cursor }) });
        succeeded += page.runs.filter(({ status }) => status === "succeeded").length;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      const doubled = [...bySteps.values()].filter((keys) => keys.size !== 1).length;
      const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
      return [
        {
          name: `${name}: runs that did not succeed`,
          value: runs - succeeded,
          unit: "runs",
          note: `${kills} kills, ${seconds} s`,
          atMost: 0,
        },
        {
          name: `${name}: steps without effect`,
          value: runs * steps - bySteps.size,
          unit: "steps",
          note: "",
          atMost: 0,
        },
        {
          name: `${name}: steps with a second effect`,
          value: doubled,
          unit: "steps",
          note: "by the idempotency key",
          atMost: 0,
        },
        {
          name: `${name}: calls under way at kills`,
          value: cut,
          unit: "calls",
          note: "of both nodes",
          atLeast: 1,
        },
        {
          name: `${name}: calls sent again`,
          value: sent - runs * steps,
          unit: "calls",
          note: "unanswered, or answered in the last moment before a kill",
          // Of each run one call is under way; its log is stored 100 ms behind it.
          atMost: kills * 24 * 3,
        },
      ];
    } finally {
      for (const node of nodes) await node.dispose();
      await fixture.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };
