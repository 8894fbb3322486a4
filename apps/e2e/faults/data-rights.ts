import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { dataRegister, type RegisterEntry, startEmbeddedPostgres } from "@patchops/db";
import { type Client, createClient, PatchOpsError } from "@patchops/sdk";
import { fillEverything, openSuperuser, type Superuser } from "@patchops/testing";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { findLeft } from "./find-left.ts";
import { createMixedLoad, kinds } from "./mixed-load.ts";
import { peakMiB } from "./process-facts.ts";
import { type Exporter, readArchive } from "./read-archive.ts";
import { type SeededPerson, seedPeople, seedTraces, seedUse } from "./seed-people.ts";
import type { Suite } from "./suite.ts";
import { withOwner } from "./with-owner.ts";

const people = 1_000;
const leaving = 100;
const exporting = 100;
/** Those of who exports are more than a page of what is read at once. */
const calls = { exporter: 600, other: 40 };
const patienceMs = 10 * 60_000;
/** Of clients between two calls: the workers beside them get a share of the machine. */
const restMs = 20;

const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/**
 * These would mean something to the instance: what is nobody's makes it work, audit and data keys fit its own keys, and the others
 * hold or close accounts.
 */
const notFilled = Object.entries<RegisterEntry>(dataRegister).flatMap(([table, { owners }]) =>
  (owners.person === undefined && owners.organization === undefined) ||
  ["auditEntries", "auditChains", "dataKeys", "closedMemberships", "deletions", "legalHolds"].includes(table)
    ? [snake(table)]
    : [],
);

/**
 * An instance of 1,000 people, of whom 100 are deleted (half with their organizations, half out of those of others) while 100 export
 * (half their own data, half their organization's) and clients call; all of them have a row in every table. One of two workers is
 * killed on the way. Nothing names who was deleted but what the register says, nobody else lost a row, every archive is whole and its
 * owner's alone, and no call fails.
 */
export const dataRights: Suite = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-data-rights-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const { connectionString } = postgres;
  const env = {
    DATABASE_URL: connectionString,
    PATCHOPS_MASTER_KEY: "5a".repeat(32),
    PATCHOPS_DELETION_GRACE_DAYS: "0",
  };
  const worker = () => startInstance({ env: { ...env, PATCHOPS_ROLES: "worker" } });
  const nodes: Instance[] = [await startInstance({ env: { ...env, PATCHOPS_ROLES: "api" } })];
  const stop = new AbortController();
  const superuser = await openSuperuser(connectionString);
  try {
    const [api] = nodes;
    if (!api) throw new Error("there is no node");
    const caller = await api.setUp("caller@example.com");
    await api.cli(["connections", "add", "demo"], { apiKey: caller.apiKey });
    const exporters: Exporter[] = [];
    for (let n = 0; n < exporting; n += 1) {
      const email = `exporter-${n}@example.com`;
      const { userId, organizationId } = await api.setUp(email);
      const of = n % 2 === 0 ? "account" : "organization";
      const client = await signIn(api.url, email);
      exporters.push({ userId, organizationId, email, client, of, exportId: "" });
    }
    const others = await seedPeople(connectionString, people - exporting);
    const alone = others.slice(0, leaving / 2);
    const stays = others.slice(leaving);
    const colleagues = await moveIn(connectionString, others.slice(leaving / 2, leaving), stays);
    const all: SeededPerson[] = [...exporters, ...others];
    await seedUse(connectionString, exporters, calls.exporter);
    await seedUse(connectionString, others, calls.other);
    await seedTraces(connectionString, all);
    const filled = [...alone, ...colleagues, ...exporters, ...stays.slice(0, leaving)];
    await withOwner(connectionString, async (owner) => {
      const filling = { register: dataRegister, leftOut: notFilled };
      for (const person of filled) await fillEverything(owner, person, filling);
    });
    const rowsBefore = await rowsOf(superuser, stays);
    const load = createMixedLoad(() => api.url, caller.apiKey, restMs);
    const loaded = load.keepGoing(stop.signal);

    nodes.push(await worker(), await worker());
    const beganMs = performance.now();
    const token = (await readFile(join(api.dataDir, "operator-token"), "utf8")).trim();
    const { operator } = createClient({ url: api.url, headers: { "x-patchops-operator": token } });
    await Promise.all([
      ...[...alone, ...colleagues].map(({ email }) =>
        untilTaken(() => operator.remove.mutate({ email, reason: "They asked for it." })),
      ),
      ...exporters.map(async (each) => {
        each.exportId = (await untilTaken(() => each.client.dataExport.start.mutate({ of: each.of }))).id;
      }),
    ]);
    // Workers look every five minutes; here exports and deletions go on at the same time.
    await untilTaken(() => operator.runJob.mutate({ name: "deletions" }));
    const secondsToAsk = (performance.now() - beganMs) / 1_000;
    const until = async (deleted: number, exported: number) => {
      for (const endMs = performance.now() + patienceMs; ; await wait(250)) {
        const done = await readDone(superuser);
        if (done.deleted >= deleted && done.exported >= exported) return done;
        if (performance.now() > endMs) throw new Error(`it stands still: ${JSON.stringify(done)}`);
      }
    };
    await until(leaving / 10, exporting / 10);
    await nodes[1]?.end("SIGKILL");
    const atKill = await readDone(superuser);
    const after = await until(leaving, exporting);
    const seconds = (performance.now() - beganMs) / 1_000;
    const memoryMiB = await peakMiB(nodes[2]?.pid ?? 0);
    stop.abort();
    await loaded;

    let foreign = 0;
    const broken: string[] = [];
    for (const each of exporters) {
      // Who fetches an archive has proved who they are a few minutes ago at most.
      const found = await readArchive({ ...each, client: await signIn(api.url, each.email) }, all);
      foreign += found.foreign;
      const isFull = [...found.rows].every(([table, rows]) => rows >= seededIn(table));
      if (!found.isWhole || !isFull) broken.push(each.email);
    }
    const rowsAfter = await rowsOf(superuser, stays);
    const lost = [...rowsBefore].flatMap(([place, rows]) => {
      const missing = rows - (rowsAfter.get(place) ?? 0);
      return missing > 0 ? [{ place, missing }] : [];
    });
    const left = await findLeft(superuser, { alone, colleagues });
    const sum = (count: "tried" | "answered") => total(kinds.map((kind) => load.tallies[kind][count]));
    const name = "data-rights";
    return [
      {
        name: `${name}: ${leaving} of ${people} people deleted, ${exporting} exported, under load`,
        value: seconds,
        unit: "s",
        note: `all asked in ${secondsToAsk.toFixed(1)} s; one worker of two killed after ${atKill.deleted} and ${atKill.exported}; ${after.ready} archives ready`,
        atMost: 600,
      },
      {
        name: `${name}: places that name who was deleted`,
        value: left.length,
        unit: "columns",
        note: left.join(", "),
        atMost: 0,
      },
      {
        name: `${name}: rows that others lost`,
        value: total(lost.map(({ missing }) => missing)),
        unit: "rows",
        note: `of ${total(rowsBefore.values())} in ${rowsBefore.size} columns ${lost.map(({ place }) => place).join(", ")}`,
        atMost: 0,
      },
      {
        name: `${name}: archives that are not whole`,
        value: broken.length,
        unit: "archives",
        note: broken.join(", "),
        atMost: 0,
      },
      {
        name: `${name}: of anybody else in them`,
        value: foreign,
        unit: "ids, addresses",
        note: "",
        atMost: 0,
      },
      {
        name: `${name}: calls that failed meanwhile`,
        value: sum("tried") - sum("answered"),
        unit: "calls",
        note: `${sum("answered")} answered`,
        atMost: 0,
      },
      { name: `${name}: most memory of the worker`, value: memoryMiB, unit: "MiB", note: "", atMost: 500 },
    ];
  } finally {
    stop.abort();
    await superuser.close();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** A client with a login of its own, which is fresh enough for what asks for a proof. */
async function signIn(url: string, email: string): Promise<Client> {
  const login = await fetch(`${url}/trpc/account.logIn`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password: "correct horse battery" }),
  });
  const cookie = login.headers.getSetCookie().map((each) => each.split(";", 1)[0]);
  return createClient({ url, headers: { cookie: cookie.join("; "), origin: url } });
}

/** Asks again what a busy instance took back with the word to come later. */
async function untilTaken<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PatchOpsError) || !error.retryable) throw error;
      await wait(error.retryAfterMs ?? 1_000);
    }
  }
}

/** Makes people members of others' organizations, one each; what they do from now on is done there. */
async function moveIn(
  connectionString: string,
  who: readonly SeededPerson[],
  hosts: readonly SeededPerson[],
): Promise<SeededPerson[]> {
  const moved = who.map((person, at) => ({
    ...person,
    organizationId: hosts[at]?.organizationId ?? person.organizationId,
  }));
  await withOwner(connectionString, (owner) =>
    owner.query(
      `insert into members (organization_id, user_id, role) select o, u, 'member' from unnest($1::uuid[], $2::uuid[]) as t (o, u)`,
      [moved.map(({ organizationId }) => organizationId), moved.map(({ userId }) => userId)],
    ),
  );
  return moved;
}

/** How many rows of each exporter there are at least: one of everything, and of some more. */
function seededIn(table: string): number {
  if (table === "usage_events") return calls.exporter;
  if (table === "executions") return calls.exporter / 10;
  return notFilled.includes(table) ? 0 : 1;
}

async function readDone(superuser: Superuser) {
  const [done] = await superuser.query<{ deleted: number; exported: number; ready: number }>(
    `select (select count(*) from deletions where subject = 'account' and state = 'done')::int as deleted,
       (select count(*) from data_exports where state not in ('queued', 'running', 'cancelled'))::int as exported,
       (select count(*) from data_exports where state = 'ready')::int as ready`,
  );
  return done ?? { deleted: 0, exported: 0, ready: 0 };
}

/** By table how many rows these people have, and those of their organizations that nobody was moved into. */
async function rowsOf(superuser: Superuser, stays: readonly SeededPerson[]): Promise<Map<string, number>> {
  const userIds = stays.map(({ userId }) => userId);
  const organizationIds = stays.slice(leaving / 2).map(({ organizationId }) => organizationId);
  const counts = new Map<string, number>();
  for (const [name, { owners, kept }] of Object.entries<RegisterEntry>(dataRegister)) {
    // What is kept for minutes may go meanwhile.
    if (typeof kept === "object" && "minutes" in kept) continue;
    const places = [
      [owners.organization, organizationIds],
      [typeof owners.person === "string" ? owners.person : undefined, userIds],
    ] as const;
    for (const [column, ids] of places) {
      if (column === undefined) continue;
      const [row] = await superuser.query<{ count: number }>(
        `select count(*)::int as count from ${snake(name)} where ${snake(column)}::text = any($1)`,
        [ids],
      );
      counts.set(`${snake(name)}.${snake(column)}`, row?.count ?? 0);
    }
  }
  return counts;
}
