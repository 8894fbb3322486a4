import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@patchops/db";
import { createClient } from "@patchops/sdk";
import { openSuperuser, type Superuser } from "@patchops/testing";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createMixedLoad, kinds } from "./mixed-load.ts";
import { type SeededPerson, seedPeople, seedTraces, seedUse, traced } from "./seed-people.ts";
import type { Suite } from "./suite.ts";

const people = 1_000;
const leaving = 100;
const callsOfEach = 200;
const patienceMs = 10 * 60_000;

/** Where those who were deleted are still named, and have to be. */
const keptPlaces: Readonly<Record<"ids" | "addresses" | "organizations", RegExp>> = {
  // An account stays as an id without a name, of which its address is made; the audit is signed.
  ids: /^(users\.(id|email)|deletions\.\w+|audit_entries\.\w+)$/,
  // And the mail that told them of it.
  addresses: /^(audit_entries\.(actor_name|data)|mails\.recipient)$/,
  organizations: /^deletions\.subject_id$/,
};

/**
 * An instance of 1,000 people, of whom 100 are deleted with their organizations while clients call, by a worker that is killed on the way
 * and the one after it. Nothing names any of them, nobody else lost a row, and no call fails.
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
  const superuser = await openSuperuser(postgres.connectionString);
  try {
    const [api] = nodes;
    if (!api) throw new Error("there is no node");
    const caller = await api.setUp("caller@example.com");
    await api.cli(["connections", "add", "demo"], { apiKey: caller.apiKey });
    const seeded = await seedPeople(postgres.connectionString, people);
    await seedUse(postgres.connectionString, seeded, callsOfEach);
    await seedTraces(postgres.connectionString, seeded);
    const [gone, stays] = [seeded.slice(0, leaving), seeded.slice(leaving)];
    const rowsBefore = await rowsOf(superuser, stays);
    const load = createMixedLoad(() => api.url, caller.apiKey);
    const loaded = load.keepGoing(stop.signal);

    const beganMs = performance.now();
    const token = (await readFile(join(api.dataDir, "operator-token"), "utf8")).trim();
    const { operator } = createClient({ url: api.url, headers: { "x-patchops-operator": token } });
    for (const { email } of gone) await operator.remove.mutate({ email, reason: "They asked for it." });
    const done = async () => {
      const [row] = await superuser.query<{ count: number }>(
        "select count(*)::int as count from deletions where subject = 'account' and state = 'done'",
      );
      return row?.count ?? 0;
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
    const left = await findLeft(superuser, gone);
    return [
      {
        name: `deletions: ${leaving} of ${people} people under load`,
        value: seconds,
        unit: "s",
        note: `a worker killed after ${before}`,
        atMost: 600,
      },
      {
        name: "deletions: places that name who was deleted",
        value: left.length,
        unit: "columns",
        note: left.join(", "),
        atMost: 0,
      },
      {
        name: "deletions: rows that others lost",
        value: rowsBefore - (await rowsOf(superuser, stays)),
        unit: "rows",
        note: `of ${rowsBefore}`,
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
    await superuser.close();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** In which columns of the whole database they are named that should name them no more. */
async function findLeft(superuser: Superuser, gone: readonly SeededPerson[]): Promise<string[]> {
  const sought = {
    ids: gone.map(({ userId }) => userId),
    addresses: gone.map(({ email }) => email),
    organizations: gone.map(({ organizationId }) => organizationId),
  };
  const left: string[] = [];
  for (const kind of ["ids", "addresses", "organizations"] as const) {
    for (const [place, rows] of await superuser.find(sought[kind])) {
      if (!keptPlaces[kind].test(place)) left.push(`${kind} in ${rows} rows of ${place}`);
    }
  }
  return left;
}

/** How many rows these people have where rows were seeded. */
async function rowsOf(superuser: Superuser, whose: readonly SeededPerson[]): Promise<number> {
  let sum = 0;
  for (const table of ["usage_events", "executions", ...traced]) {
    const [row] = await superuser.query<{ count: number }>(
      `select count(*)::int as count from ${table} where user_id = any($1::uuid[])`,
      [whose.map(({ userId }) => userId)],
    );
    sum += row?.count ?? 0;
  }
  return sum;
}
