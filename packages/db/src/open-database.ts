import { CamelCasePlugin, Kysely, PostgresDialect, sql } from "kysely";
import type pg from "pg";
import { connectOwner } from "./connect-owner.ts";
import { connectionStringFor } from "./connection-string.ts";
import type { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { defineFunctions } from "./define-functions.ts";
import { explainOutage } from "./explain-outage.ts";
import { handOverTables } from "./hand-over-tables.ts";
import { holdName } from "./hold-name.ts";
import { migrate } from "./migrate.ts";
import { openListener } from "./open-listener.ts";
import { type ClosablePool, openPool } from "./open-pool.ts";
import { prepareRoles } from "./prepare-roles.ts";
import { type RoleNames, roleNames } from "./role-names.ts";
import { carrySigningKeys, type SigningKeys } from "./signing-key.ts";
import type { Tables } from "./tables/index.ts";

export interface OpenDatabaseOptions {
  /** A `postgresql://` URL of the role that owns, or shall own, the tables. */
  connectionString: string;
  /** The same without a pooler in between, for migrations and LISTEN; default `connectionString`. */
  directConnectionString?: string;
  /** The password of the app role: the same on every node of an instance. */
  appPassword: string;
  /** The password of the system role: the same on every node of an instance. */
  systemPassword: string;
  /** What `signingKeysOf` answers in every transaction, the same on every node of an instance: its keys, or one for good. */
  signingKey: string | SigningKeys;
  /** Of the app role, default 10; the system role has half of it, the listener one. */
  maxConnections?: number;
  /** Hears of connections that broke; they are replaced by themselves. */
  onError?: (error: Error) => void;
  /** Breaks off what is waited for. */
  signal?: AbortSignal;
}

/** Prepares the roles and migrates (one node at a time, under a lock), then opens the pools. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const ownerConnectionString = options.directConnectionString ?? options.connectionString;
  const { appPassword, systemPassword, signingKey, maxConnections = 10, onError = () => undefined } = options;
  const passwords: RoleNames = { app: appPassword, system: systemPassword };
  const roles = await prepare(ownerConnectionString, passwords, options.signal);
  const loginTo = (url: string, kind: keyof RoleNames) =>
    connectionStringFor(url, roles[kind], passwords[kind]);

  const app = openPool({
    connectionString: loginTo(options.connectionString, "app"),
    maxConnections,
    applicationName: "patchops",
    onError,
  });
  const system = openPool({
    connectionString: loginTo(options.connectionString, "system"),
    maxConnections: Math.max(2, Math.ceil(maxConnections / 2)),
    applicationName: "patchops system",
    onError,
  });
  const systemConnectionString = loginTo(ownerConnectionString, "system");
  const listener = openListener(systemConnectionString, onError);
  const appTables = kyselyOn(app, signingKey);
  let closing: Promise<void> | undefined;

  return {
    withOrganization: (organizationId, work) =>
      appTables
        .transaction()
        .execute(async (trx) => {
          await sql`select set_config('app.organization_id', ${organizationId}, true)`.execute(trx);
          return work(trx);
        })
        .catch(throwExplained),
    transaction: (work) => appTables.transaction().execute(work).catch(throwExplained),
    system: kyselyOn(system, signingKey),
    roles,
    ownerConnectionString,
    systemConnectionString,
    listen: (channel, handler) => listener.listen(channel, handler),
    hold: (name, options) => holdName(listener, name, options),
    async notify(trx, channel, payload) {
      await sql`select pg_notify(${channel}, ${payload})`.execute(trx);
    },
    async readClock() {
      const question: pg.QueryConfig & { query_timeout: number } = {
        text: "select extract(epoch from clock_timestamp())::double precision * 1000 as ms",
        query_timeout: 2_000,
      };
      const client = await system.pool.connect();
      try {
        const askedMs = performance.now();
        const { rows } = await client.query<{ ms: number }>(question);
        const withinMs = (performance.now() - askedMs) / 2;
        const [row] = rows;
        if (row === undefined) throw new Error("the database told no time");
        return { originMs: row.ms - askedMs - withinMs, withinMs };
      } finally {
        client.release();
      }
    },
    stats: () => ({ app: app.stats(), system: system.stats() }),
    async ping() {
      // The driver knows `query_timeout` of a single query, its types do not.
      const question: pg.QueryConfig & { query_timeout: number } = { text: "select 1", query_timeout: 2_000 };
      await app.pool.query(question);
    },
    close() {
      closing ??= Promise.all([listener.close(), app.close(), system.close()]).then(() => undefined);
      return closing;
    },
  };
}

function throwExplained(error: unknown): never {
  throw explainOutage(error);
}

function kyselyOn({ pool }: ClosablePool, signingKey: string | SigningKeys): Kysely<Tables> {
  const { options } = pool;
  const reachable = {
    options,
    connect: () => pool.connect().catch(throwExplained),
    end: () => pool.end(),
  };
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: reachable }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true }), carrySigningKeys(signingKey)],
  });
}

/** Brings roles, functions and tables up to date; answers the roles. */
async function prepare(
  ownerConnectionString: string,
  passwords: RoleNames,
  signal: AbortSignal | undefined,
): Promise<RoleNames> {
  const address = new URL(connectionStringFor(ownerConnectionString, "", "")).host;
  const owner = await connectOwner(ownerConnectionString);
  // What may take long here is the wait for another node that prepares; nothing is half done without its commit.
  const leave = () => void owner.end();
  signal?.addEventListener("abort", leave);
  try {
    const { rows } = await owner.query<{ version: number; name: string }>(
      "select current_setting('server_version_num')::int as version, current_database() as name",
    );
    const { version = 0, name = "" } = rows[0] ?? {};
    if (version < 150_000) {
      throw new DatabaseError(
        "database_too_old",
        `The database at ${address} is older than Postgres 15.`,
        "Update it, or leave DATABASE_URL unset to use the Postgres that PatchOps brings along.",
      );
    }
    await owner.query("select pg_advisory_lock(hashtextextended('patchops prepare', 0))");
    const roles = roleNames(name);
    await prepareRoles(owner, ownerConnectionString, { names: roles, passwords });
    await defineFunctions(owner, roles);
    await handOverTables(owner, roles);
    await migrate(ownerConnectionString, roles);
    return roles;
  } finally {
    signal?.removeEventListener("abort", leave);
    // Ends the session and with it the lock.
    await owner.end();
  }
}
