import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import pg from "pg";
import { startInstance } from "../src/start-instance.ts";
import type { Row } from "./report.ts";

const jobs = 200;
const warmUps = 10;
const percentiles =
  "percentile_cont(0.5) within group (order by ms) as median, percentile_cont(0.95) within group (order by ms) as p95";

/**
 * From the change that a job follows from until a worker is at it, by the database's own clock: runs that tell a webhook of their end. And from
 * the moment a workflow is asked to run until its program begins, by the node's, one at a time.
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
        note: `median ${workflows.median.toFixed(1)} ms; ${workflows.started} runs, from the request until the program begins`,
        atMost: 20,
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
