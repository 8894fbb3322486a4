import { createTestDatabase, openTestDatabase, testPasswords } from "@patchops/testing";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../database.ts";
import { migrations } from "../migrations/index.ts";
import { openDatabase } from "../open-database.ts";
import { readInstanceFact } from "../read-instance-fact.ts";
import { roleNames } from "../role-names.ts";
import type { Tables } from "../tables/index.ts";
import { clearDatabase } from "./clear-database.ts";
import { type DatabaseImage, openSnapshot } from "./open-snapshot.ts";
import { type RestoreDatabaseOptions, restoreDatabase, restoreFact } from "./restore-database.ts";

const { database, connectionString } = await openTestDatabase(openDatabase);
const organizationId = "0193a000-0000-7000-8000-000000000001";
const userId = "0193a000-0000-7000-8000-000000000002";
const oddText = 'tab\t, line\nend\r\n, \\backslash\\N \\. "quotes" — ünïcödé 🙂';

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Rows in tables of each kind: with and without an organization, referring to each other, partitioned, with odd values. */
async function fill(url: string): Promise<void> {
  await query(
    url,
    `insert into organizations (id, name, plan) values ('${organizationId}', E'${oddText.replaceAll("\\", "\\\\")}', 'free');
     insert into users (id, email, preferences) values ('${userId}', 'ada@example.com', '{"a": [1, "\\n"], "b": null}');
     insert into members (organization_id, user_id, role) values ('${organizationId}', '${userId}', 'owner');
     insert into api_keys (organization_id, id, user_id, name, prefix, secret_hash, scopes)
       values ('${organizationId}', gen_random_uuid(), '${userId}', '', 'po_x', 'hash', '{a,"b,c",NULL}');
     select ensure_usage_partitions('2020-02-28', 3);
     insert into usage_events (organization_id, id, ts, kind, method, via, outcome, was_sent, queue_ms, bytes_in, bytes_out, units)
       select '${organizationId}', gen_random_uuid(), timestamptz '2020-02-28 12:00+00' + i * interval '1 hour',
         'call', 'tools/call', 'mcp', 'ok', true, i / 3.0, i, 9007199254740993, 1
       from generate_series(0, 40) as i;
     insert into usage_hours values ('${organizationId}', '2020-02-28 12:00+00', 41, 0, 0, '{0,41}')`,
  );
}

/** What is in every table, as text. */
async function contents(url: string): Promise<Record<string, unknown>> {
  const [tables] = await query(
    url,
    `select json_agg(relname order by relname) as names from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p') and not relispartition and relname not like 'kysely%'`,
  );
  // One question for all: a connection each would take longer than the test.
  const sums = ((tables?.names ?? []) as string[]).map(
    (name) =>
      `select '${name}' as name, count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as sum from ${name} as t`,
  );
  const rows = await query(url, sums.join(" union all "));
  return Object.fromEntries(rows.map(({ name, ...row }) => [String(name), row]));
}

interface Taken extends DatabaseImage {
  rows: Map<string, Buffer[]>;
}

async function take(from: Database): Promise<Taken> {
  const snapshot = await openSnapshot(from);
  try {
    const rows = new Map<string, Buffer[]>();
    for (const table of snapshot.tables) {
      const chunks: Buffer[] = [];
      for await (const chunk of snapshot.copy(table)) chunks.push(chunk);
      rows.set(table.name, chunks);
    }
    const { migrations: applied, usageDays, tables } = snapshot;
    return { migrations: applied, usageDays, tables, rows };
  } finally {
    await snapshot.close();
  }
}

const restoreOf = (image: Taken, ownerConnectionString: string): RestoreDatabaseOptions => ({
  id: "the restore",
  ownerConnectionString,
  image,
  fill: async (copyInto) => {
    for (const [table, rows] of image.rows) {
      await copyInto(
        table,
        (async function* () {
          yield* rows;
        })(),
      );
    }
  },
  finish: async (trx) => {
    await trx.updateTable("organizations").set({ plan: "pro" }).execute();
  },
});

async function freshDatabase(): Promise<string> {
  const fresh = await createTestDatabase({ isOpened: true });
  onTestFinished(() => fresh.drop());
  return fresh.connectionString;
}

test("every table comes back as it was, into another database, with its partitions, keys and privileges", async () => {
  await fill(connectionString);
  const image = await take(database);
  expect(image.tables.map(({ name }) => name)).not.toContain("kysely_migration");
  const target = await freshDatabase();
  await query(target, "create table of_somebody_else (id int); insert into of_somebody_else values (1)");
  await query(target, `insert into organizations (id, name, plan) values (gen_random_uuid(), 'old', 'free')`);
  await restoreDatabase(restoreOf(image, target));

  expect(await readInstanceFact(target, restoreFact)).toBe("the restore");
  expect(await readInstanceFact(connectionString, restoreFact)).toBeUndefined();
  expect(await query(target, "select name, plan from organizations")).toEqual([
    { name: oddText, plan: "pro" },
  ]);
  await query(target, "update organizations set plan = 'free'; delete from instance_facts");
  const { of_somebody_else: others, ...restored } = await contents(target);
  expect(restored).toEqual(await contents(connectionString));
  expect(others).toMatchObject({ rows: 1 });

  const shape = `select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1`;
  expect(await query(target, shape)).toEqual(await query(connectionString, shape));
  const security = `select relname, relrowsecurity, relforcerowsecurity,
    replace(relacl::text, current_database(), '') as privileges from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'of_somebody_else' order by 1`;
  expect(await query(target, security)).toEqual(await query(connectionString, security));
  const restoredDatabase = await openDatabase({ connectionString: target, ...testPasswords });
  onTestFinished(() => restoredDatabase.close());
  const rows = await restoredDatabase.withOrganization(organizationId, (trx) =>
    trx.selectFrom("members").select("userId").execute(),
  );
  expect(rows).toEqual([{ userId }]);
});

test("an owner without superuser rights can do both, although row-level security is forced on them", async () => {
  const source = new URL(connectionString);
  await query(connectionString, "create role plain_owner login password 'plain' createrole");
  await query(connectionString, "create database plain_database owner plain_owner");
  onTestFinished(async () => {
    await query(connectionString, "drop database plain_database with (force)");
    const roles = roleNames("plain_database");
    await query(connectionString, `drop role ${roles.app}, ${roles.system}, plain_owner`);
  });
  source.username = "plain_owner";
  source.password = "plain";
  source.pathname = "plain_database";
  const plain = await openDatabase({ connectionString: source.href, ...testPasswords });
  const image = await take(database);
  await plain.close();
  await restoreDatabase(restoreOf(image, source.href));

  const again = await openDatabase({ connectionString: source.href, ...testPasswords });
  const { rows } = await take(again);
  await again.close();
  for (const table of ["members", "api_keys", "usage_events", "users"]) {
    const lines = rows.get(table);
    const sorted = (chunks: Buffer[] | undefined) =>
      Buffer.concat(chunks ?? [])
        .toString()
        .split("\n")
        .sort();
    expect(sorted(lines)).toEqual(sorted(image.rows.get(table)));
  }
});

test("an image of an older version is filled as that version made it, then migrated forward", async () => {
  const later = {
    up: async (db: Kysely<unknown>) => {
      await sql`alter table organizations add column motto text not null default 'none'`.execute(db);
      await sql`update organizations set motto = 'of ' || plan`.execute(db);
    },
  };
  const target = await freshDatabase();
  await restoreDatabase(restoreOf(await take(database), target), { ...migrations, "9000-mottos": later });
  expect(await query(target, "select motto from organizations")).toEqual([{ motto: "of free" }]);
  expect(await query(target, "select name from kysely_migration order by name desc limit 1")).toEqual([
    { name: "9000-mottos" },
  ]);
});

test("an image of a newer version is refused, and so is a database that another PatchOps works on", async () => {
  const image = await take(database);
  const target = await freshDatabase();
  await expect(
    restoreDatabase(restoreOf({ ...image, migrations: [...image.migrations, "9999-unknown"] }, target)),
  ).rejects.toMatchObject({ code: "database_newer" });
  const other = await openDatabase({ connectionString: target, ...testPasswords });
  await other.listen("anything", () => undefined);
  await expect(restoreDatabase(restoreOf(image, target))).rejects.toMatchObject({ code: "database_in_use" });
  await other.close();
  await restoreDatabase(restoreOf(image, target));
});

test("rows that do not fit leave the database as it was", async () => {
  const image = await take(database);
  const before = await contents(connectionString);
  for (const [table, bytes] of [
    ["members", "not\ta row of members\n"],
    ["connection_credentials", ""],
  ] as const) {
    const rows = new Map([...image.rows, [table, [Buffer.from(bytes)]]]);
    if (bytes === "") rows.delete("users");
    await expect(restoreDatabase(restoreOf({ ...image, rows }, connectionString))).rejects.toThrow();
    expect(await contents(connectionString)).toEqual(before);
  }
});

test("clearing leaves no table, type or sequence of ours behind", async () => {
  const target = await freshDatabase();
  const pool = new pg.Pool({ connectionString: target, max: 1 });
  const owner = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  onTestFinished(() => owner.destroy());
  const { tables } = await take(database);
  await owner.transaction().execute((trx) =>
    clearDatabase(
      trx,
      tables.map(({ name }) => name),
    ),
  );
  const left = await query(
    target,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace
     union select typname from pg_type where typnamespace = 'public'::regnamespace
     union select nspname from pg_namespace where nspname = 'pgboss'`,
  );
  expect(left).toEqual([]);
});
