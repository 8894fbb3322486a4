import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import pg from "pg";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createMixedLoad, kinds } from "./mixed-load.ts";
import { type SeededPerson, seedPeople, seedUse } from "./seed-people.ts";
import type { Suite } from "./suite.ts";

const people = 1_000;
const leaving = 100;
const callsOfEach = 200;
const patienceMs = 10 * 60_000;

/**
 * An instance of 1,000 people, of whom 100 are deleted with their organizations while clients call, by a worker that is killed on the way
 * and the one after it. No table names any of them, nobody else lost a row, and no call fails.
 */
export const deletions: Suite = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-deletions-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const env = {
    DATABASE_URL: postgres.connectionString,
    PATCHOPS_MASTER_KEY: "5a".repeat(32),
    PATCHOPS_DELETION_GRACE_DAYS: "0",
  };
  const worker = () => startInstance({ env: { ...env, PATCHOPS_ROLES: "worker" } });
  const nodes: Instance[] = [await startInstance({ env: { ...env, PATCHOPS_ROLES: "api" } })];
  const stop = new AbortController();
  const owner = new pg.Client({ connectionString: postgres.connectionString });
  try {
    const [api] = nodes;
    if (!api) throw new Error("there is no node");
    await owner.connect();
    const caller = await api.setUp("caller@example.com");
    await api.cli(["connections", "add", "demo"], { apiKey: caller.apiKey });
    const seeded = await seedPeople(postgres.connectionString, people);
    await seedUse(postgres.connectionString, seeded, callsOfEach);
    const [gone, stays] = [seeded.slice(0, leaving), seeded.slice(leaving)];
    const load = createMixedLoad(() => api.url, caller.apiKey);
    const loaded = load.keepGoing(stop.signal);

    const beganMs = performance.now();
    const { rows: emails } = await owner.query<{ email: string }>(
      "select email from users where id = any($1::uuid[])",
      [gone.map(({ userId }) => userId)],
    );
    const token = (await readFile(join(api.dataDir, "operator-token"), "utf8")).trim();
    const { operator } = createClient({ url: api.url, headers: { "x-patchops-operator": token } });
    for (const { email } of emails) await operator.remove.mutate({ email, reason: "They asked for it." });
    const done = async () => {
      const { rows } = await owner.query<{ count: number }>(
        "select count(*)::int as count from deletions where subject = 'account' and state = 'done'",
      );
      return rows[0]?.count ?? 0;
    };
    nodes.push(await worker());
    const until = async (count: number) => {
      for (const endMs = performance.now() + patienceMs; (await done()) < count; await wait(100)) {
        if (performance.now() > endMs) throw new Error(`deletions stand still: ${await done()} are done`);
      }
    };
    await until(leaving / 5);
    await nodes[1]?.end("SIGKILL");
    const before = await done();
    nodes.push(await worker());
    await until(leaving);
    const seconds = (performance.now() - beganMs) / 1_000;
    stop.abort();
    await loaded;

    const failed = kinds.reduce(
      (sum, kind) => sum + load.tallies[kind].tried - load.tallies[kind].answered,
      0,
    );
    const answered = kinds.reduce((sum, kind) => sum + load.tallies[kind].answered, 0);
    const left = await rowsThatName(owner, gone);
    return [
      {
        name: `deletions: ${leaving} of ${people} people under load`,
        value: seconds,
        unit: "s",
        note: `a worker killed after ${before}`,
        atMost: 600,
      },
      {
        name: "deletions: rows left of them",
        value: left.length,
        unit: "rows",
        note: left.join(", "),
        atMost: 0,
      },
      {
        name: "deletions: rows that others lost",
        value: stays.length * (callsOfEach + callsOfEach / 10) - (await rowsOf(owner, stays)),
        unit: "rows",
        note: "",
        atMost: 0,
      },
      {
        name: "deletions: calls that failed meanwhile",
        value: failed,
        unit: "calls",
        note: `${answered} answered`,
        atMost: 0,
      },
    ];
  } finally {
    stop.abort();
    await owner.end();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Tables with an organization of theirs, an address, or an account that is more than an id. */
async function rowsThatName(owner: pg.Client, gone: readonly SeededPerson[]): Promise<string[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class as c join pg_attribute as a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attname = 'organization_id' and not a.attisdropped`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query<{ count: number }>(
      `select count(*)::int as count from ${name} where organization_id = any($1::uuid[])`,
      [gone.map(({ organizationId }) => organizationId)],
    );
    for (let n = 0; n < (rows[0]?.count ?? 0); n += 1) found.push(name);
  }
  const { rows } = await owner.query(
    "select from users where id = any($1::uuid[]) and (email not like '%@deleted.invalid' or name <> 'Deleted account')",
    [gone.map(({ userId }) => userId)],
  );
  return [...found, ...rows.map(() => "users")];
}

async function rowsOf(owner: pg.Client, people: readonly SeededPerson[]): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    `select (select count(*) from usage_events where organization_id = any($1::uuid[]))::int
       + (select count(*) from executions where organization_id = any($1::uuid[]))::int as count`,
    [people.map(({ organizationId }) => organizationId)],
  );
  return rows[0]?.count ?? 0;
}
