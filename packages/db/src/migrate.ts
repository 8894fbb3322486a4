import { CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import pg from "pg";
import { DatabaseError } from "./database-error.ts";
import { migrations } from "./migrations/index.ts";
import type { RoleNames } from "./role-names.ts";

/**
 * Applies the migrations that are missing, as the owner, in one transaction; does nothing when there are none. They find
 * the names of the database's roles in `patchops.app_role` and `patchops.system_role`.
 * Throws `database_newer` when the database has migrations that this version does not know.
 */
export async function migrate(
  ownerConnectionString: string,
  roles: RoleNames,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerConnectionString, max: 1 });
  const prepare = CompiledQuery.raw(
    `select set_config('patchops.app_role', $1, false), set_config('patchops.system_role', $2, false),
       set_config('patchops.is_migrating', 'yes', false)`,
    [roles.app, roles.system],
  );
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => void (await connection.executeQuery(prepare)),
  });
  const db = new Kysely<unknown>({ dialect });
  try {
    const applied = await appliedMigrations(db);
    const unknown = applied.find((name) => !Object.hasOwn(known, name));
    if (unknown !== undefined) {
      throw new DatabaseError(
        "database_newer",
        `The database was made by a newer PatchOps (it has the migration ${unknown}).`,
        "Start that version or a newer one, or restore a backup made before the update.",
      );
    }
    // Where there is something to do, the migrator first reads every column of every table, twice: most of a node's start.
    if (applied.length === Object.keys(known).length) return;
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...known }) } });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) {
      const failed = results?.find((result) => result.status === "Error");
      throw new DatabaseError(
        "migration_failed",
        `The database could not be brought up to date: ${failed?.migrationName ?? "migrations"}: ${error instanceof Error ? error.message : String(error)}`,
        "Nothing was changed. Start the version that ran before, and report this.",
        error,
      );
    }
  } finally {
    await db.destroy();
  }
}

async function appliedMigrations(db: Kysely<unknown>): Promise<string[]> {
  const table = await sql<{
    found: boolean;
  }>`select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (table.rows[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
