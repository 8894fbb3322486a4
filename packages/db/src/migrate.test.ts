import { createTestDatabase, openTestDatabase, testPasswords } from "@patchops/testing";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { openDatabase } from "./open-database.ts";
import { roleNames } from "./role-names.ts";

const { database, connectionString } = await openTestDatabase(openDatabase);
const roles = roleNames(new URL(connectionString).pathname.slice(1));
const applied = Object.keys(migrations).length;
const organizationId = "0193a000-0000-7000-8000-000000000001";

const later = {
  up: async (db: Kysely<unknown>) => {
    await sql`alter table organizations add column motto text not null default 'none'`.execute(db);
    await sql`update organizations set motto = 'kept: ' || name`.execute(db);
  },
};

async function query(statement: string, url = connectionString): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

test("a later migration changes a filled database and loses nothing; running again is a no-op", async () => {
  await database.withOrganization(organizationId, (trx) =>
    trx.insertInto("organizations").values({ id: organizationId, name: "Acme", plan: "free" }).execute(),
  );
  await migrate(connectionString, roles, { ...migrations, "9000-mottos": later });
  await migrate(connectionString, roles, { ...migrations, "9000-mottos": later });
  expect(await query("select name, motto from organizations")).toEqual([
    { name: "Acme", motto: "kept: Acme" },
  ]);
  expect(await query("select name from kysely_migration order by name")).toHaveLength(applied + 1);
});

test("a database of a newer version is refused and left alone", async () => {
  await expect(migrate(connectionString, roles)).rejects.toMatchObject({ code: "database_newer" });
  expect(await query("select motto from organizations")).toHaveLength(1);
});

test("a migration that fails leaves nothing behind", async () => {
  const fresh = await createTestDatabase();
  const broken = {
    up: async (db: Kysely<unknown>) => {
      await sql`create table half_done (id int); select 1 / 0`.execute(db);
    },
  };
  const failed = migrate(fresh.connectionString, roles, {
    ...migrations,
    "9000-first": later,
    "9001-broken": broken,
  });
  await expect(failed).rejects.toMatchObject({
    code: "migration_failed",
    problem: expect.stringContaining("9001-broken"),
  });
  const left =
    "select to_regclass('half_done') as half, (select count(*)::int from kysely_migration) as applied";
  expect(await query(left, fresh.connectionString)).toEqual([{ half: null, applied }]);
  await fresh.drop();
});

test("nodes that start at once on an empty database do not get in each other's way", async () => {
  const empty = new URL(connectionString);
  empty.pathname = `empty_${process.pid}`;
  await query(`create database empty_${process.pid}`);
  const opened = await Promise.all(
    Array.from({ length: 4 }, () => openDatabase({ connectionString: empty.href, ...testPasswords })),
  );
  await Promise.all(opened.map((node) => node.close()));
  expect(await query("select count(*)::int as applied from kysely_migration", empty.href)).toEqual([
    { applied },
  ]);
  await query(`drop database empty_${process.pid} with (force)`);
});
