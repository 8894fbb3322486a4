import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { connectOwner } from "../connect-owner.ts";
import type { Database } from "../database.ts";
import { type CopiedTable, ownTables } from "./own-tables.ts";

/** What says how a database was made, so that it can be made again before its rows are written. */
export interface DatabaseImage {
  /** The applied migrations, in order. */
  migrations: readonly string[];
  /** The days with a partition of `usage_events`, `YYYY-MM-DD`. */
  usageDays: readonly string[];
  tables: readonly CopiedTable[];
}

interface WaitingJob {
  name: string;
  data: unknown;
  /** ISO 8601. */
  startAfter: string;
}

/** One moment of the whole database, however long its reading takes. */
export interface DatabaseSnapshot extends DatabaseImage {
  /** Jobs that follow from a change and are not done; those of the schedule come by themselves. */
  waitingJobs: readonly WaitingJob[];
  /** The table's rows in Postgres' text format, each with its line end. One table at a time, each to its end. */
  copy(table: CopiedTable): AsyncIterable<Buffer>;
  /** Breaks off what is being read. */
  close(): Promise<void>;
}

/** Dates as every Postgres reads them, and no deadline: reading a large table takes as long as it takes. */
export const copySettings = `
  set local datestyle = 'ISO, YMD';
  set local timezone = 'UTC';
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;
`;

/**
 * Opens a snapshot of every table of ours. Of the queue's schema, which belongs to the queue's version and is made anew at a
 * start, it has the jobs that wait. The system role reads, since row-level security is forced on the owner too, who sees nothing
 * unless it is a superuser.
 */
export async function openSnapshot(database: Database): Promise<DatabaseSnapshot> {
  const migrations = await readMigrations(database.ownerConnectionString);
  const client = new pg.Client({
    connectionString: database.systemConnectionString,
    application_name: "patchops backup",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(`begin isolation level repeatable read read only; ${copySettings}`);
    const tables = await ownTables(client, database.roles);
    const { rows } = await client.query<{ day: string }>(`
      select to_date(right(c.relname, 8), 'YYYYMMDD')::text as day
      from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
      where i.inhparent = to_regclass('public.usage_events') order by day
    `);
    return {
      migrations,
      usageDays: rows.map(({ day }) => day),
      tables,
      waitingJobs: await readWaitingJobs(client),
      copy: (table) => copyOut(client, table),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function* copyOut(client: pg.Client, { name, columns }: CopiedTable): AsyncGenerator<Buffer> {
  const statement = `copy (select ${listOf(columns)} from public.${quote(name)}) to stdout`;
  const rows = client.query(copyTo(statement));
  // The rows end a moment before the connection is free for the next query.
  const isFree = new Promise((resolve) => client.once("drain", resolve));
  yield* rows;
  await isFree;
}

async function readMigrations(ownerConnectionString: string): Promise<string[]> {
  const owner = await connectOwner(ownerConnectionString);
  try {
    const { rows } = await owner.query<{ name: string }>("select name from kysely_migration order by name");
    return rows.map(({ name }) => name);
  } finally {
    await owner.end();
  }
}

async function readWaitingJobs(client: pg.Client): Promise<WaitingJob[]> {
  const queue = await client.query<{ found: boolean }>(
    "select to_regclass('pgboss.job') is not null as found",
  );
  if (queue.rows[0]?.found !== true) return [];
  const { rows } = await client.query<{ name: string; data: unknown; at: Date }>(`
    select name, data, start_after as at from pgboss.job
    where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss\\_\\_%'
      and name not in (select name from pgboss.schedule)
    order by created_on
  `);
  return rows.map(({ name, data, at }) => ({ name, data, startAfter: at.toISOString() }));
}

const quote = pg.escapeIdentifier;
const listOf = (columns: readonly string[]): string => columns.map(quote).join(", ");
