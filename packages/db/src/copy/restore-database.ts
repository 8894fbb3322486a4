import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { connectOwner } from "../connect-owner.ts";
import type { Transaction } from "../database.ts";
import { DatabaseError } from "../database-error.ts";
import { migrations } from "../migrations/index.ts";
import { type RoleNames, roleNames } from "../role-names.ts";
import type { Tables } from "../tables/index.ts";
import { clearDatabase } from "./clear-database.ts";
import { dropForeignKeys } from "./drop-foreign-keys.ts";
import { liftRowSecurity } from "./lift-row-security.ts";
import { copySettings, type DatabaseImage } from "./open-snapshot.ts";
import { ownTables } from "./own-tables.ts";
import { requireKnownMigrations } from "./require-known-migrations.ts";
import { setSequences } from "./set-sequences.ts";

/** Writes a table's rows, as `DatabaseSnapshot.copy` gave them; answers how many. */
type CopyInto = (table: string, rows: AsyncIterable<Uint8Array>) => Promise<number>;

/** The instance fact that holds the id of the restore which made the database what it is. */
export const restoreFact = "restore";

export interface RestoreDatabaseOptions {
  /** Becomes the fact `restoreFact` in the same transaction, which tells whether it was committed. */
  id: string;
  /** Of the owner, not through a pooler. */
  ownerConnectionString: string;
  image: DatabaseImage;
  /** Fills the tables of the image, in any order. */
  fill(copyInto: CopyInto): Promise<void>;
  /** Writes what belongs to the restore itself, in its transaction, when all rows are there and up to date. */
  finish(trx: Transaction): Promise<void>;
}

/**
 * Puts the image in the place of everything of ours in the database, in one transaction: whatever goes wrong, the database
 * stays as it was. The schema is made by the migrations that the image had, filled, and migrated forward. Throws
 * `database_newer` for migrations that this version does not know, `database_in_use` while a PatchOps works on it. The
 * database was opened before: its roles and functions are there.
 */
export async function restoreDatabase(
  options: RestoreDatabaseOptions,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  requireKnownMigrations(options.image.migrations, known);
  const client = await connectOwner(options.ownerConnectionString);
  // The one connection, so that rows are copied inside the transaction.
  const pool = {
    options: {},
    connect: async () => Object.assign(client, { release: () => undefined }),
    end: async () => undefined,
  };
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  try {
    await db.transaction().execute((trx) => restore(trx, client, options, known));
  } finally {
    await client.end();
  }
}

async function restore(
  camelCaseTrx: Transaction,
  client: pg.Client,
  { id, image, fill, finish }: RestoreDatabaseOptions,
  known: Readonly<Record<string, Migration>>,
): Promise<void> {
  // Migrations and these helpers write the names of the database as they are.
  const trx = camelCaseTrx.withoutPlugins();
  await client.query(`${copySettings} set local lock_timeout = '30s'; set local search_path = public;`);
  // The lock of a start: a node that begins in the midst waits, and finds the restored database.
  await sql`select pg_advisory_xact_lock(hashtextextended('patchops prepare', 0))`.execute(trx);
  await requireAlone(trx);
  const roles = await prepareSession(trx);
  const tableNames = async () => (await ownTables(client, roles)).map(({ name }) => name);

  await clearDatabase(trx, await tableNames());
  await migrateTo(trx, known, image.migrations.at(-1));
  const made = await tableNames();
  await sql`truncate ${sql.join(made.map((name) => sql.id("public", name)))}`.execute(trx);
  const restoreRowSecurity = await liftRowSecurity(trx, made);
  const addForeignKeys = await dropForeignKeys(trx, made);
  for (const day of image.usageDays) await sql`select ensure_usage_partitions(${day}::date, 1)`.execute(trx);
  const columns = new Map(image.tables.map((table) => [table.name, table.columns]));
  await fill((table, rows) => copyInto(client, table, columns.get(table) ?? [], rows));
  await addForeignKeys();
  await setSequences(trx, made);
  await restoreRowSecurity();

  await migrateTo(trx, known, Object.keys(known).at(-1));
  await sql`
    insert into instance_facts (key, value) values (${restoreFact}, to_jsonb(${id}::text))
    on conflict (key) do update set value = excluded.value, updated_at = now()
  `.execute(trx);
  await finish(camelCaseTrx);
}

/** Names the roles to the migrations; these, and what follows them, see every organization. */
async function prepareSession(trx: Transaction): Promise<RoleNames> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(trx);
  const roles = roleNames(rows[0]?.name ?? "");
  await sql`
    select set_config('patchops.app_role', ${roles.app}, true), set_config('patchops.system_role', ${roles.system}, true),
      set_config('patchops.is_migrating', 'yes', true)
  `.execute(trx);
  return roles;
}

async function copyInto(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: AsyncIterable<Uint8Array>,
): Promise<number> {
  const names = columns.map(pg.escapeIdentifier).join(", ");
  const target = client.query(copyFrom(`copy public.${pg.escapeIdentifier(table)} (${names}) from stdin`));
  await pipeline(Readable.from(rows), target);
  return target.rowCount;
}

/** Every node holds one connection that listens. Ours was just closed; its server process may take a moment to end. */
async function requireAlone(trx: Transaction): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { rows } = await sql<{ others: number }>`
      select count(*)::int as others from pg_stat_activity
      where datname = current_database() and application_name = 'patchops listen'
    `.execute(trx);
    if (rows[0]?.others === 0) return;
    if (attempt === 40) {
      throw new DatabaseError(
        "database_in_use",
        "Another PatchOps works on this database.",
        "Stop the other nodes, restore again, then start them.",
      );
    }
    await setTimeout(50);
  }
}

async function migrateTo(
  trx: Transaction,
  known: Readonly<Record<string, Migration>>,
  name: string | undefined,
): Promise<void> {
  if (name === undefined) return;
  const migrator = new Migrator({
    db: trx,
    provider: { getMigrations: async () => ({ ...known }) },
  });
  const { error } = await migrator.migrateTo(name);
  if (error === undefined) return;
  throw new DatabaseError(
    "migration_failed",
    `The backup could not be brought up to date: ${error instanceof Error ? error.message : String(error)}`,
    "Nothing was changed. Restore it with the version that made it, and report this.",
    error,
  );
}
