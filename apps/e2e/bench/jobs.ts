import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { waitFor } from "@patchops/testing";
import pg from "pg";
import { startInstance } from "../src/start-instance.ts";
import type { Row } from "./report.ts";

const jobs = 200;
const warmUps = 10;
/** One a second. */
const scheduled = 15;
/** A quarter of a second apart, each with a sleep so long that its process is given up. */
const sleepers = 20;
const sleepMs = 7_000;
const percentiles =
  "percentile_cont(0.5) within group (order by ms) as median, percentile_cont(0.95) within group (order by ms) as p95";

/**
 * From the change that a job follows from until a worker is at it, by the database's own clock: runs that tell a webhook of their end. And from
 * the moment a workflow's run is about to be stored until its program begins, by the node's, one at a time. And how late by the clock a scheduled run's
 * program begins, and one that slept has ended.
 */
export async function benchJobs(): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const receiver = createServer(
    (request, response) => void request.resume().once("end", () => response.end()),
  );
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  const address = receiver.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const instance = await startInstance({ env: { DATABASE_URL: postgres.connectionString } });
  const owner = new pg.Client({ connectionString: postgres.connectionString });
  await owner.connect();
  try {
    const { apiKey } = await instance.setUp();
    await instance.cli(["webhooks", "rotate-secret"], { apiKey });
    const client = createClient({ url: instance.url, apiKey });
    for (let run = 0; run < warmUps + jobs; run += 1)
      await client.execute("return 1", { webhook: `http://127.0.0.1:${port}/` }).result();
    const { rows } = await owner.query<{ started: number; median: number; p95: number }>(
      `select count(*)::int as started, ${percentiles} from (
        select extract(epoch from started_on - created_on)::double precision * 1000 as ms from pgboss.job
        where name = 'run-webhook' and started_on is not null order by created_on offset ${warmUps}
      ) as starts`,
    );
    const { started = 0, median = Number.NaN, p95 = Number.NaN } = rows[0] ?? {};
    await client.workflow.deploy.mutate({ name: "starts", code: "return 1" });
    for (let run = 0; run < warmUps + jobs; run += 1) {
      await client.workflows.run("starts", {}).result();
    }
    const { rows: starts } = await owner.query<{ started: number; median: number; p95: number }>(
      `select count(*)::int as started, ${percentiles} from (
        select extract(epoch from started_at - created_at)::double precision * 1000 as ms from executions
        where via = 'workflow' and started_at is not null order by created_at offset ${warmUps}
      ) as starts`,
    );
    await client.workflow.deploy.mutate({
      ...{ name: "clock", code: "return 1" },
      config: { schedules: [{ cron: "* * * * * *" }] },
    });
    const schedules = await waitFor(
      async () => {
        const late = await latenessOf(
          owner,
          `select extract(epoch from e.started_at - r.scheduled_for)::double precision * 1000 as ms from workflow_runs r
           join executions e on e.organization_id = r.organization_id and e.id = r.execution_id
           where r.scheduled_for is not null and e.started_at is not null`,
        );
        return late.count >= scheduled && late;
      },
      { timeoutMs: 120_000, intervalMs: 1_000 },
    );
    await client.workflow.remove.mutate({ name: "clock" });
    await client.workflow.deploy.mutate({
      name: "sleeps",
      code: "await sleep(new Date(input.until)); return 1",
    });
    const firstMs = Date.now() + sleepMs;
    await Promise.all(
      Array.from({ length: sleepers }, async (_, at) =>
        client.workflows.run("sleeps", { until: new Date(firstMs + 250 * at).toISOString() }).result(),
      ),
    );
    const wakes = await latenessOf(
      owner,
      `select extract(epoch from finished_at - (input ->> 'until')::timestamptz)::double precision * 1000 as ms
       from executions where snippet_name = 'sleeps'`,
    );
    const workflows = starts[0] ?? { started: 0, median: Number.NaN, p95: Number.NaN };
    return [
      {
        name: "job start, p95",
        value: p95,
        unit: "ms",
        note: `median ${median.toFixed(1)} ms; ${started} jobs, told by LISTEN`,
        atMost: 20,
      },
      {
        name: "workflow start, p95",
        value: workflows.p95,
        unit: "ms",
        note: `median ${workflows.median.toFixed(1)} ms; ${workflows.started} runs, from before they are stored until the program begins`,
        atMost: 20,
      },
      {
        name: "scheduled start, p95",
        value: schedules.p95,
        unit: "ms",
        note: `median ${schedules.median.toFixed(1)} ms; ${schedules.count} runs, one a second, from the schedule's time until the program begins`,
      },
      {
        name: "wake, p95",
        value: wakes.p95,
        unit: "ms",
        note: `median ${wakes.median.toFixed(1)} ms; ${wakes.count} runs without a process, from the end of their sleep until they have ended`,
      },
    ];
  } finally {
    await owner.end();
    await instance.dispose();
    receiver.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** How late runs were, in milliseconds: `times` is a query for one column, `ms`. */
async function latenessOf(
  owner: pg.Client,
  times: string,
): Promise<{ count: number; median: number; p95: number }> {
  const { rows } = await owner.query<{ count: number; median: number; p95: number }>(
    `select count(*)::int as count, ${percentiles} from (${times}) as late`,
  );
  return rows[0] ?? { count: 0, median: Number.NaN, p95: Number.NaN };
}
