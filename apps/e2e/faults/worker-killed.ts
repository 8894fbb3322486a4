import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import type { Row } from "../bench/report.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";
import type { Suite } from "./suite.ts";

const patienceMs = 120_000;

interface Delivery {
  id: string;
  isCut: boolean;
}

/** Where webhooks arrive: it answers only while it is told to, and notes whose sender went away before that. */
async function startReceiver() {
  const arrived: Delivery[] = [];
  const accepted: string[] = [];
  const held = new Set<ServerResponse>();
  let holds = true;
  const server = createServer((request, response) => {
    const delivery = { id: String(request.headers["webhook-id"]), isCut: false };
    arrived.push(delivery);
    response.once("close", () => {
      delivery.isCut = !response.writableFinished;
    });
    request.resume().once("end", () => {
      if (holds) held.add(response);
      else {
        accepted.push(delivery.id);
        response.end("ok");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    arrived,
    accepted,
    hold: (isHolding: boolean) => {
      holds = isHolding;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`not within ${patienceMs / 1_000} s: ${what}`);
    await wait(50);
  }
}

/** A worker killed while it delivers a webhook: another does the same job, and what the receiver takes is taken once. */
export const workerKilled: Suite = async ({ budgetMs }) => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const receiver = await startReceiver();
  const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
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
    await api.cli(["webhooks", "rotate-secret"], { apiKey });
    const client = createClient({ url: api.url, apiKey });
    nodes.push(await worker(), await worker());
    const seconds: number[] = [];
    const ids: string[] = [];
    const endMs = performance.now() + budgetMs;
    while (seconds.length === 0 || performance.now() < endMs) {
      const before = receiver.arrived.length;
      receiver.hold(true);
      const { executionId } = await client.execute("return 1", { webhook: receiver.url }).result();
      ids.push(executionId);
      await until(() => receiver.arrived.length > before, "the first delivery");
      const first = receiver.arrived[before];
      receiver.hold(false);
      const killedMs = performance.now();
      // Which of the two has the job shows by the connection that ends with it.
      for (const place of [1, 2]) {
        if (first?.isCut) break;
        const killed = nodes[place];
        await killed?.end("SIGKILL");
        await wait(500);
        nodes[place] = await worker(killed?.dataDir);
      }
      await until(() => receiver.accepted.includes(executionId), "the second delivery");
      seconds.push((performance.now() - killedMs) / 1_000);
      await until(
        async () => (await client.executions.get(executionId)).webhook?.status === "delivered",
        "the end of the job",
      );
    }
    // A job that was given to two would arrive again by now.
    const attempts = await Promise.all(
      ids.map(async (id) => (await client.executions.get(id)).webhook?.attempts ?? 0),
    );
    const twice = receiver.accepted.length - new Set(receiver.accepted).size;
    const rows: Row[] = [
      {
        name: "worker killed: slowest redelivery",
        value: Math.max(...seconds),
        unit: "s",
        note: `${seconds.length} jobs`,
        atMost: 60,
      },
      {
        name: "worker killed: taken twice, or counted twice",
        value: twice + attempts.filter((count) => count !== 1).length,
        unit: "jobs",
        note: `${receiver.arrived.length} deliveries begun, ${receiver.accepted.length} taken`,
        atMost: 0,
      },
    ];
    return rows;
  } finally {
    receiver.close();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
