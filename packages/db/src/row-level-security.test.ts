import { createTestDatabase, openTestDatabase, testPasswords } from "@patchops/testing";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionStringFor } from "./connection-string.ts";
import { openDatabase } from "./open-database.ts";
import { prepareRoles } from "./prepare-roles.ts";
import { roleNames } from "./role-names.ts";

const { database, connectionString } = await openTestDatabase(openDatabase);
const roles = roleNames(new URL(connectionString).pathname.slice(1));
const ours = "0193a000-0000-7000-8000-00000000000a";
const theirs = "0193a000-0000-7000-8000-00000000000b";

/** No organization's: everyone's logins, and facts of the instance. A new table belongs here only on purpose. */
const instanceTables = [
  "accepted_terms",
  "account_links",
  "account_notices",
  "allowed_upstreams",
  "appeals",
  "deletion_links",
  "deletions",
  "data_export_parts",
  "data_exports",
  "instance_facts",
  "kept_bills",
  "known_devices",
  "kysely_migration",
  "kysely_migration_lock",
  "legal_holds",
  "login_attempts",
  "login_challenges",
  "login_events",
  "login_identities",
  "login_sessions",
  "mails",
  "notification_settings",
  "oauth_clients",
  "oauth_grants",
  "oauth_records",
  "oauth_signing_keys",
  "passkeys",
  "plans",
  "provider_logins",
  "refused_attempts",
  "stripe_events",
  "backups",
  "component_days",
  "component_states",
  "incident_notes",
  "incidents",
  "support_messages",
  "support_tickets",
  "suppressed_addresses",
  "users",
  "waitlist_entries",
];

interface TableFacts {
  name: string;
  column: string;
  isPartition: boolean;
  isProtected: boolean;
  firstKeyColumn: string | null;
}

/** Every table of the catalog but the instance's, whether or not anyone thought of it here. */
async function organizationTables(owner: pg.Client): Promise<TableFacts[]> {
  const { rows } = await owner.query<TableFacts>(
    `select c.relname as name, c.relispartition as "isPartition",
       case c.relname when 'organizations' then 'id' else 'organization_id' end as "column",
       c.relrowsecurity and (c.relforcerowsecurity or c.relispartition) as "isProtected",
       (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as "firstKeyColumn"
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all($1)
     order by c.relname`,
    [instanceTables],
  );
  return rows;
}

/** A row for each column that has no default, made of its type alone, so that a new table needs no line here. */
async function insertRow(
  owner: pg.Client,
  table: string,
  organizationId: string,
  organizationColumn: string,
) {
  const { rows } = await owner.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef`,
    [table],
  );
  const values = rows.map(({ name, type }) => {
    if (name === organizationColumn) return `'${organizationId}'`;
    if (type === "uuid") return "gen_random_uuid()";
    if (type === "text") return `md5(random()::text)`;
    if (type.startsWith("timestamp")) return "now()";
    if (type === "date") return "current_date";
    if (type === "jsonb" || type === "json") return "'{}'";
    if (type === "boolean") return "true";
    return type.endsWith("[]") ? "'{}'" : "1";
  });
  await owner.query(
    `insert into ${table} (${rows.map(({ name }) => name).join(", ")}) values (${values.join(", ")})`,
  );
}

const owner = new pg.Client({ connectionString });
let tables: TableFacts[] = [];

beforeAll(async () => {
  await owner.connect();
  tables = (await organizationTables(owner)).filter(({ isPartition }) => !isPartition);
  // Rows of any kind, also of things that do not exist: this is about who sees them.
  await owner.query("set session_replication_role = replica");
  for (const { name, column } of tables) {
    for (const organizationId of [ours, theirs]) await insertRow(owner, name, organizationId, column);
  }
});
afterAll(() => owner.end());

describe("row-level security (S9)", () => {
  test("is forced on every organization table, whose key begins with the organization", () => {
    expect(tables.length).toBeGreaterThanOrEqual(16);
    for (const { name, isProtected, firstKeyColumn, column } of tables) {
      expect([name, isProtected, firstKeyColumn]).toEqual([name, true, column]);
    }
  });

  test("shows the app role no row of any organization table without an organization", async () => {
    await database.transaction(async (trx) => {
      for (const { name } of tables) {
        const { rows } = await sql`select * from ${sql.table(name)}`.execute(trx);
        expect([name, rows.length]).toEqual([name, 0]);
      }
    });
  });

  test("shows a query without WHERE only its own organization's rows", async () => {
    await database.withOrganization(ours, async (trx) => {
      for (const { name, column } of tables) {
        const { rows } = await sql<{ owner: string }>`
          select ${sql.ref(column)} as owner from ${sql.table(name)}`.execute(trx);
        expect([name, rows]).toEqual([name, [{ owner: ours }]]);
      }
    });
  });

  test("lets no organization write for another", async () => {
    const written = database.withOrganization(ours, (trx) =>
      trx.insertInto("members").values({ organizationId: theirs, userId: ours, role: "owner" }).execute(),
    );
    await expect(written).rejects.toThrow("row-level security");
    const moved = database.withOrganization(ours, (trx) =>
      trx.updateTable("connections").set({ organizationId: theirs }).execute(),
    );
    await expect(moved).rejects.toThrow("row-level security");
    await database.withOrganization(ours, (trx) => trx.deleteFrom("snippets").execute());
    expect(await database.system.selectFrom("snippets").select("organizationId").execute()).toEqual([
      { organizationId: theirs },
    ]);
  });

  test("forgets the organization with its transaction, on every connection of the pool", async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => database.withOrganization(ours, async () => undefined)),
    );
    const seen = await Promise.all(
      Array.from({ length: 20 }, () =>
        database.transaction((trx) => trx.selectFrom("organizations").selectAll().execute()),
      ),
    );
    expect(seen.flat()).toEqual([]);
  });

  test("shows the system role every organization", async () => {
    for (const { name, column } of tables) {
      if (name === "snippets") continue;
      const { rows } = await sql`select distinct ${sql.ref(column)} from ${sql.table(name)}`.execute(
        database.system,
      );
      expect([name, rows.length]).toEqual([name, 2]);
    }
  });
});

describe("privileges", () => {
  test("the roles are neither superusers nor exempt from row-level security, and own nothing", async () => {
    const { rows } = await owner.query(
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
         (select count(*)::int from pg_class where relowner = r.oid) as owned,
         (select count(*)::int from pg_auth_members where member = r.oid) as memberships
       from pg_roles r where rolname = any($1) order by rolname`,
      [[roles.app, roles.system]],
    );
    const nothing = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      owned: 0,
      memberships: 0,
    };
    expect(rows).toEqual([
      { rolname: roles.app, ...nothing },
      { rolname: roles.system, ...nothing },
    ]);
  });

  test("the audit is append-only for the app role", async () => {
    await database.withOrganization(ours, (trx) =>
      trx
        .insertInto("auditEntries")
        .values({
          organizationId: ours,
          id: theirs,
          actorKind: "user",
          action: "test.run",
          targetKind: "test",
          data: "{}",
        })
        .execute(),
    );
    await expect(
      database.withOrganization(ours, (trx) =>
        trx.updateTable("auditEntries").set({ action: "x" }).execute(),
      ),
    ).rejects.toThrow("permission denied");
    await expect(
      database.withOrganization(ours, (trx) => trx.deleteFrom("auditEntries").execute()),
    ).rejects.toThrow("permission denied");
  });

  test("the app role reads usage and writes none of it", async () => {
    const change = database.withOrganization(ours, (trx) =>
      trx.updateTable("usagePeriods").set({ used: 0 }).execute(),
    );
    await expect(change).rejects.toThrow("permission denied");
  });

  test("no partition can be read but through its table", async () => {
    const partitions = (await organizationTables(owner)).filter(({ isPartition }) => isPartition);
    expect(partitions.length).toBe(9);
    for (const role of [roles.app, roles.system]) {
      const password = role === roles.app ? testPasswords.appPassword : testPasswords.systemPassword;
      const client = new pg.Client({
        connectionString: connectionStringFor(connectionString, role, password),
      });
      await client.connect();
      for (const { name, isProtected } of partitions) {
        expect(isProtected).toBe(true);
        await expect(client.query(`select * from ${name}`)).rejects.toThrow("permission denied");
      }
      await client.end();
    }
  });

  test("only the system role makes partitions, each once, and they take events", async () => {
    const ensure = sql<{ made: number }>`select ensure_usage_partitions('2031-03-01', 2) as made`;
    const made = await Promise.all([ensure.execute(database.system), ensure.execute(database.system)]);
    expect(made.map(({ rows }) => rows[0]?.made).toSorted()).toEqual([0, 2]);
    await database.system
      .insertInto("usageEvents")
      .values({
        organizationId: ours,
        id: theirs,
        ts: "2031-03-02T23:59:59.999Z",
        kind: "call",
        method: "tools/call",
        via: "mcp",
        outcome: "ok",
        wasSent: true,
        queueMs: 0.25,
        bytesIn: 1,
        bytesOut: 2,
        units: 1,
      })
      .execute();
    await expect(database.transaction((trx) => ensure.execute(trx))).rejects.toThrow("permission denied");
  });

  test("a role that passes over row-level security is refused at the start", async () => {
    const other = await createTestDatabase();
    const names = roleNames(new URL(other.connectionString).pathname.slice(1));
    const client = new pg.Client({ connectionString: other.connectionString });
    await client.connect();
    await client.query(`create role ${names.app} bypassrls`);
    const passwords = { app: testPasswords.appPassword, system: testPasswords.systemPassword };
    const prepared = prepareRoles(client, other.connectionString, { names, passwords });
    await expect(prepared).rejects.toMatchObject({ code: "role_too_powerful" });
    await client.query(`drop role ${names.app}`);
    await client.end();
    await other.drop();
  });
});
