import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { type Client, createClient } from "@patchops/sdk";
import { fromBufferPromise } from "yauzl";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createMixedLoad, kinds } from "./mixed-load.ts";
import { peakMiB } from "./process-facts.ts";
import { type SeededPerson, seedPeople, seedUse } from "./seed-people.ts";
import type { Suite } from "./suite.ts";

const people = 1_000;
const exporters = 100;
const callsOfEach = 200;
const patienceMs = 10 * 60_000;

interface Exporter extends SeededPerson {
  client: Client;
  exportId: string;
}

/**
 * An instance of 1,000 people, of whom 100 export at once while clients call: half their own data, half their organization's. A worker
 * is killed on the way. Every archive is whole and its owner's alone, and no call fails.
 */
export const exports: Suite = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-exports-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
  const worker = () => startInstance({ env: { ...env, PATCHOPS_ROLES: "worker" } });
  const nodes: Instance[] = [await startInstance({ env: { ...env, PATCHOPS_ROLES: "api" } })];
  const stop = new AbortController();
  try {
    const [api] = nodes;
    if (!api) throw new Error("there is no node");
    const asking: Exporter[] = [];
    for (let n = 0; n < exporters; n += 1) {
      const email = `exporter-${n}@example.com`;
      const { apiKey, ...person } = await api.setUp(email);
      asking.push({ ...person, email, client: createClient({ url: api.url, apiKey }), exportId: "" });
    }
    const others = await seedPeople(postgres.connectionString, people - exporters);
    await seedUse(postgres.connectionString, [...asking, ...others], callsOfEach);
    const caller = await api.setUp("caller@example.com");
    await api.cli(["connections", "add", "demo"], { apiKey: caller.apiKey });
    const load = createMixedLoad(() => api.url, caller.apiKey);
    const loaded = load.keepGoing(stop.signal);

    nodes.push(await worker(), await worker());
    const beganMs = performance.now();
    for (const [n, each] of asking.entries()) {
      const of = n % 2 === 0 ? "account" : "organization";
      each.exportId = (await each.client.dataExport.start.mutate({ of })).id;
    }
    const states = new Map<Exporter, string | undefined>();
    const isOver = (state: string | undefined) => state !== "queued" && state !== "running";
    const until = async (done: () => boolean) => {
      for (const endMs = performance.now() + patienceMs; ; await wait(500)) {
        for (const each of asking) {
          if (states.has(each) && isOver(states.get(each))) continue;
          const [row] = await each.client.dataExport.list.query(undefined);
          states.set(each, row?.state);
        }
        if (done()) return;
        if (performance.now() > endMs)
          throw new Error(`exports stand still: ${[...states.values()].join(" ")}`);
      }
    };
    const now = () => [...states.values()];
    await until(() => now().some((state) => state === "running" || state === "ready"));
    await nodes[1]?.end("SIGKILL");
    await until(() => now().every(isOver));
    const seconds = (performance.now() - beganMs) / 1_000;
    const memoryMiB = await peakMiB(nodes[2]?.pid ?? 0);
    stop.abort();
    await loaded;

    let foreign = 0;
    let broken = 0;
    for (const each of asking) {
      const found = await look(each, [...asking, ...others]);
      foreign += found.foreign;
      if (!found.isWhole) broken += 1;
    }
    const failed = kinds.reduce(
      (sum, kind) => sum + load.tallies[kind].tried - load.tallies[kind].answered,
      0,
    );
    const answered = kinds.reduce((sum, kind) => sum + load.tallies[kind].answered, 0);
    return [
      {
        name: `exports: ${exporters} of ${people} people under load`,
        value: seconds,
        unit: "s",
        note: `one worker of two killed on the way; ${now().filter((state) => state === "ready").length} ready`,
        atMost: 600,
      },
      { name: "exports: archives that are not whole", value: broken, unit: "archives", note: "", atMost: 0 },
      { name: "exports: of anybody else in them", value: foreign, unit: "ids", note: "", atMost: 0 },
      {
        name: "exports: calls that failed meanwhile",
        value: failed,
        unit: "calls",
        note: `${answered} answered`,
        atMost: 0,
      },
      { name: "exports: most memory of the worker", value: memoryMiB, unit: "MiB", note: "", atMost: 500 },
    ];
  } finally {
    stop.abort();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Whether an archive is what was promised, with all calls and runs of its owner, and how many ids of others stand in it. */
async function look(
  { client, exportId, ...owner }: Exporter,
  all: readonly SeededPerson[],
): Promise<{ isWhole: boolean; foreign: number }> {
  const { sha256 } = await client.dataExport.link.mutate({ id: exportId });
  const archive = await gather(await client.dataExport.download(exportId));
  const files = new Map<string, string>();
  const zip = await fromBufferPromise(archive);
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, (await gather(await zip.openReadStreamPromise(entry))).toString("utf8"));
  }
  const rowsOf = (table: string) => {
    const name = [...files.keys()].find((each) => each.endsWith(`/${table}.json`)) ?? "";
    return (JSON.parse(files.get(name) ?? "[]") as unknown[]).length;
  };
  const ids = new Set([...files.values()].join("\n").match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
  return {
    isWhole:
      createHash("sha256").update(archive).digest("hex") === sha256 &&
      rowsOf("usage_events") >= callsOfEach &&
      rowsOf("executions") === callsOfEach / 10,
    foreign: all.filter(
      ({ userId, organizationId }) => userId !== owner.userId && (ids.has(userId) || ids.has(organizationId)),
    ).length,
  };
}

async function gather(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
