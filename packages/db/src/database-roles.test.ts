import { randomBytes } from "node:crypto";
import { createTestDatabase, type TestDatabase, testPasswords } from "@patchops/testing";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionStringFor } from "./connection-string.ts";
import type { DatabaseError } from "./database-error.ts";
import { handOverTables } from "./hand-over-tables.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { openDatabase } from "./open-database.ts";
import { roleNames } from "./role-names.ts";

const organizationId = "0193a000-0000-7000-8000-000000000001";
const ownerPassword = "owner-password";
let server: TestDatabase;

beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(() => server.drop());

/** Runs statements as the cluster's superuser, in one database or another. */
async function asSuperuser(statement: string, url = server.connectionString): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * An empty database whose owner has these attributes and no more; its address as that owner. Names are new ones each time: roles are
 * the whole cluster's, and a try that broke off leaves them.
 */
async function ownedDatabase(
  attributes: string,
): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `own_${randomBytes(4).toString("hex")}`;
  await asSuperuser(`create role ${name}_owner login password '${ownerPassword}' ${attributes}`);
  await asSuperuser(`create database ${name} owner ${name}_owner`);
  const url = new URL(connectionStringFor(server.connectionString, `${name}_owner`, ownerPassword));
  url.pathname = name;
  return {
    name,
    url: url.href,
    drop: async () => {
      const roles = roleNames(name);
      await asSuperuser(`drop database ${name} with (force)`);
      await asSuperuser(`drop role ${roles.app}, ${roles.system}, ${name}_owner`);
    },
  };
}

async function addOrganization(url: string, passwords: typeof testPasswords | typeof otherPasswords) {
  const database = await openDatabase({ connectionString: url, ...passwords });
  try {
    await database.withOrganization(organizationId, (trx) =>
      trx.insertInto("organizations").values({ id: organizationId, name: "Acme", plan: "free" }).execute(),
    );
    return await database.system.selectFrom("organizations").select("name").execute();
  } finally {
    await database.close();
  }
}

const otherPasswords = {
  appPassword: "other-app",
  systemPassword: "other-system",
  signingKey: "other-key",
} as const;

test("an owner with CREATEROLE and no other right does it all, also change rows in a migration", async () => {
  const own = await ownedDatabase("createrole");
  expect(await addOrganization(own.url, testPasswords)).toEqual([{ name: "Acme" }]);
  const rename = {
    up: (db: Parameters<(typeof migrations)[string]["up"]>[0]) =>
      sql`update organizations set name = 'Renamed'`.execute(db).then(() => undefined),
  };
  await migrate(own.url, roleNames(own.name), { ...migrations, "9000-rename": rename });
  const owner = new pg.Client({ connectionString: own.url });
  await owner.connect();
  // Outside a migration the owner is held to row-level security like everybody.
  expect((await owner.query("select name from organizations")).rows).toEqual([]);
  await owner.query("delete from kysely_migration where name = '9000-rename'");
  await owner.end();
  const database = await openDatabase({ connectionString: own.url, ...testPasswords });
  expect(await database.system.selectFrom("organizations").select("name").execute()).toEqual([
    { name: "Renamed" },
  ]);
  const made = await sql<{ made: number }>`select ensure_usage_partitions('2031-03-01', 2) as made`.execute(
    database.system,
  );
  expect(made.rows).toEqual([{ made: 2 }]);
  await database.close();
  await own.drop();
});

test("an owner without any right is told what somebody else has to run, and then does the rest", async () => {
  const own = await ownedDatabase("");
  const refused = await openDatabase({ connectionString: own.url, ...testPasswords }).catch(
    (error: DatabaseError) => error,
  );
  if (!("remedy" in refused)) throw new Error("it opened");
  expect(refused.code).toBe("role_preparation_failed");
  expect(refused.message.split("\n")).toHaveLength(2);
  for (const password of Object.values(testPasswords)) expect(refused.message).not.toContain(password);
  await asSuperuser(refused.remedy.slice(refused.remedy.indexOf(": ") + 2));
  expect(await addOrganization(own.url, testPasswords)).toEqual([{ name: "Acme" }]);
  await own.drop();
});

test("two instances on one server, each with its own passwords, do not notice each other", async () => {
  const first = await ownedDatabase("createrole");
  const second = await ownedDatabase("createrole");
  const one = await openDatabase({ connectionString: first.url, ...testPasswords });
  expect(await addOrganization(second.url, otherPasswords)).toEqual([{ name: "Acme" }]);
  await one.close();
  expect(await addOrganization(first.url, testPasswords)).toEqual([{ name: "Acme" }]);

  const intruder = new URL(connectionStringFor(first.url, roleNames(second.name).system, "other-system"));
  const client = new pg.Client({ connectionString: intruder.href });
  await client.connect();
  await expect(client.query("select * from organizations")).rejects.toThrow("permission denied");
  await client.end();
  await first.drop();
  await second.drop();
});

test("a database of the time when all shared two roles is taken over with its rows, and the old roles are gone", async () => {
  const { connectionString, drop } = await createTestDatabase();
  await addOrganization(connectionString, testPasswords);
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  await owner.query("drop role if exists patchops_app, patchops_system");
  await owner.query("create role patchops_app login; create role patchops_system login");
  await handOverTables(owner, { app: "patchops_app", system: "patchops_system" });
  await owner.query(`do $$ declare target regclass; begin
    for target in select polrelid::regclass from pg_policy where polname = 'own_migrations' loop
      execute format('drop policy own_migrations on %s', target);
    end loop; end $$`);

  const database = await openDatabase({ connectionString, ...testPasswords });
  const read = database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("organizations").select("name").execute(),
  );
  expect(await read).toEqual([{ name: "Acme" }]);
  const left = await owner.query(
    "select rolname from pg_roles where rolname in ('patchops_app', 'patchops_system')",
  );
  expect(left.rows).toEqual([]);
  const guarded = await owner.query(
    `select count(*) filter (where polname = 'own_migrations') = count(*) filter (where polname = 'every_organization') as all
     from pg_policy`,
  );
  expect(guarded.rows).toEqual([{ all: true }]);
  await database.close();
  await owner.end();
  await drop();
});

test("names that are long or unusual give roles of their own", () => {
  expect(roleNames("acme")).toEqual({ app: "patchops_app_acme", system: "patchops_system_acme" });
  const odd = ["Acme", "acme-1", "acme 1", "ä", "x".repeat(41), `${"x".repeat(41)}y`].map((name) =>
    roleNames(name),
  );
  expect(new Set(odd.map(({ app }) => app)).size).toBe(odd.length);
  for (const { app, system } of odd) {
    expect(app).toMatch(/^[a-z0-9_]+$/);
    expect(system.length).toBeLessThanOrEqual(63);
  }
});
