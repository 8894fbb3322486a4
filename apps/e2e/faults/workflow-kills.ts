import { mkdtemp, readFile, rm } from "node:fs/promises";
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
/** Within it an answer is stored, and more: it is stored before the program goes on. */
const storedWithinMs = 1_000;
/** About as many; more come of a machine that takes its time. */
const mostKills = 100;
const patienceMs = 40 * 60_000;

const code = `
  for (let n = 1; n <= ${steps}; n++) await step("step " + n, () => tools.shop.put({ run: input.run, n }));
  return ${steps};`;

/**
 * Two nodes and their Postgres, killed in turn at random moments under `runs` runs of a workflow of 20 steps. Their upstream tells calls
 * apart by the idempotency key alone: each step takes effect once, all runs end, and no call is sent again whose answer a program had.
 */
export const workflowKills =
  (runs: number): Suite =>
  async ({ seed }) => {
    const random = seeded(seed);
    const dataDir = await mkdtemp(join(tmpdir(), "patchops-workflows-"));
    // It is started again by whoever started it.
    const postgres = await startEmbeddedPostgres({ dataDir });
    const postmaster = async () =>
      Number.parseInt(await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
    let underway = 0;
    let called = 0;
    /** Calls that a kill may have cut off. */
    let cut = 0;
    /** Calls that were answered right before a kill, which may have come before the answer was stored. */
    let unstored = 0;
    /** When each run was answered last. */
    const answeredMs = new Map<number, number>();
    const countOpen = () => {
      cut += underway;
      for (const atMs of answeredMs.values()) if (performance.now() - atMs < storedWithinMs) unstored += 1;
      answeredMs.clear();
    };
    const fixture = await startMcpFixture({
      tools: [
        {
          name: "put",
          annotations: { idempotentHint: true },
          call: async ({ run, n }) => {
            underway += 1;
            called += 1;
            answeredMs.delete(Number(run));
            await wait(callMs);
            answeredMs.set(Number(run), performance.now());
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
      // Kills are to show what they do to a run, not that time they cost counts as its own.
      const config = { limits: { timeoutMs: 240_000 } };
      await client().workflow.deploy.mutate({ name: "twenty", code, config });
      let isQueued = false;
      const queueing = (async () => {
        for (let run = 1; run <= runs; run += 1) {
          const asked = { name: "twenty", input: { run }, idempotencyKey: String(run) };
          await patiently(() => client().workflow.run.mutate(asked));
        }
        isQueued = true;
      })();
      // It is awaited below; till then its failure is nobody's.
      queueing.catch(() => undefined);
      const isOpen = async () => {
        if (!isQueued) return true;
        for (const status of ["queued", "running", "sleeping"] as const) {
          const { runs: open } = await patiently(() => client().workflow.runs.query({ status, limit: 1 }));
          if (open.length > 0) return true;
        }
        return false;
      };
      while (kills < 3 || ((await isOpen()) && performance.now() - beganMs < patienceMs)) {
        await wait(300 + random() * 400);
        if (kills >= 3 && runs < 50) continue;
        // By what was done, not by the clock: a busy machine would be killed before it had done anything.
        const goal = called + random() * ((2 * runs * steps) / mostKills);
        const tiredMs = performance.now() + 60_000;
        while (called < goal && performance.now() < tiredMs && (await isOpen())) await wait(250);
        const place = kills % 3;
        const killed = nodes[place];
        if (killed) {
          // A kill between two calls shows little: runs that are open make one soon.
          const untilMs = performance.now() + 20_000;
          while (underway === 0 && performance.now() < untilMs) await wait(5);
          countOpen();
          await killed.end("SIGKILL");
          // Postgres may be on its way back.
          nodes[place] = await patiently(() => startInstance({ env, dataDir: killed.dataDir }));
        } else {
          countOpen();
          process.kill(await postmaster(), "SIGKILL");
          await wait(500 + random() * 1_000);
        }
        kills += 1;
      }
      await queueing;
      const bySteps = new Map<string, Set<unknown>>();
      /** By run: how far its program had come. */
      const came = new Map<number, number>();
      let sent = 0;
      let sentAfterAnswer = 0;
      for (const { method, params } of fixture.requests) {
        if (method !== "tools/call") continue;
        sent += 1;
        const { run = 0, n = 0 } = (params?.arguments ?? {}) as { run?: number; n?: number };
        const last = came.get(run) ?? 0;
        if (n < last) sentAfterAnswer += 1;
        came.set(run, Math.max(n, last));
        const meta = params?._meta as Record<string, unknown> | undefined;
        const keys = bySteps.get(`${run} ${n}`) ?? new Set();
        bySteps.set(`${run} ${n}`, keys.add(meta?.["patchops/idempotency-key"]));
      }
      let succeeded = 0;
      const others = new Map<string, number>();
      let cursor: string | undefined;
      do {
        const after = cursor;
        const page = await patiently(() =>
          client().workflow.runs.query({ limit: 100, ...(after && { cursor: after }) }),
        );
        for (const { status, error } of page.runs) {
          if (status === "succeeded") succeeded += 1;
          else {
            const words = `${status}: ${error?.message ?? ""}`;
            others.set(words, (others.get(words) ?? 0) + 1);
          }
        }
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      const doubled = [...bySteps.values()].filter((keys) => keys.size !== 1).length;
      const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
      return [
        {
          name: `${name}: runs that did not succeed`,
          value: runs - succeeded,
          unit: "runs",
          note: [
            `${kills} kills, a third of Postgres, ${seconds} s`,
            ...[...others].map(([words, count]) => `${count} ${words}`),
          ].join("; "),
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
          note: `of both nodes; ${unstored} more had just been answered`,
          atLeast: 1,
        },
        {
          name: `${name}: calls sent again`,
          value: sent - runs * steps,
          unit: "calls",
          note: `of ${cut} under way and ${unstored} just answered at kills`,
          atMost: cut + unstored,
        },
        {
          name: `${name}: calls sent again whose answer the program had`,
          value: sentAfterAnswer,
          unit: "calls",
          note: "it had made a later one",
          atMost: 0,
        },
      ];
    } finally {
      for (const node of nodes) await node.dispose();
      await fixture.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  };

/** What asks a server that is being killed, or whose Postgres is, asks again. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + 600_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await wait(250);
    }
  }
}
