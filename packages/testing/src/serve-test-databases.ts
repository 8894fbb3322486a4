import { once } from "node:events";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import pg from "pg";
import { memoryDirectory } from "./memory-directory.ts";
import { type OpenTestDatabaseOptions, testPasswords } from "./test-database.ts";

export interface ServeTestDatabasesOptions {
  /** Starts a Postgres of its own on this (empty) directory, with these settings in place of the usual ones. */
  start(
    dataDir: string,
    settings: Record<string, string>,
  ): Promise<{ connectionString: string; stop(): Promise<void> }>;
  /** Brings an empty database up to date and leaves no connection behind. */
  migrate(options: OpenTestDatabaseOptions): Promise<void>;
}

export interface TestDatabases {
  /** What test files reach it by: give it to vitest as `testDatabasesUrl`. */
  url: string;
  stop(): Promise<void>;
}

interface Cluster {
  connectionString: string;
  stop(): Promise<void>;
}

const directoryPrefix = "patchops-test-";
const template = "patchops_template";

/**
 * Hands out throwaway databases to the test files of one vitest run, from its globalSetup: POST makes one, DELETE
 * /<name> drops it. The cluster starts with the first POST, so a run without a database pays nothing; each database is
 * a copy of a template that was migrated once, or by POST /<name> of one that was handed out, which nobody may be using.
 */
export async function serveTestDatabases(options: ServeTestDatabasesOptions): Promise<TestDatabases> {
  let cluster: Promise<Cluster> | undefined;
  let made = 0;

  async function answer(method: string | undefined, name: string): Promise<string> {
    cluster ??= startCluster(options);
    const { connectionString } = await cluster;
    if (method === "DELETE") {
      await run(connectionString, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      return "{}";
    }
    const fresh = `test_${++made}`;
    await run(
      connectionString,
      // File by file: by way of the log, as is usual, a copy takes half as much again.
      `create database ${fresh} template ${name === "" ? template : pg.escapeIdentifier(name)} strategy file_copy`,
    );
    return JSON.stringify({ connectionString: withDatabase(connectionString, fresh) });
  }

  const server = createServer((request, response) => {
    answer(request.method, (request.url ?? "/").slice(1)).then(
      (body) => response.end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await (await cluster?.catch(() => undefined))?.stop();
    },
  };
}

async function startCluster({ start, migrate }: ServeTestDatabasesOptions): Promise<Cluster> {
  const directory = await memoryDirectory();
  await removeLeftovers(directory);
  const dataDir = await mkdtemp(join(directory, `${directoryPrefix}${process.pid}-`));
  const postgres = await start(dataDir, {
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    max_connections: "200",
    max_wal_size: "256MB",
  });
  await run(postgres.connectionString, `create database ${template}`);
  await migrate({ connectionString: withDatabase(postgres.connectionString, template), ...testPasswords });
  return {
    connectionString: postgres.connectionString,
    async stop() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a killed test run left: its Postgres still runs, by design, and its directory lies about. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = Number(
      name.startsWith(directoryPrefix) ? name.slice(directoryPrefix.length).split("-")[0] : 0,
    );
    if (!(pid > 0) || isAlive(pid)) continue;
    const dataDir = join(directory, name);
    const pidFile = await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8").catch(() => "");
    const postmaster = Number(pidFile.split("\n")[0]);
    const worksIn = await readlink(`/proc/${postmaster}/cwd`).catch(() => undefined);
    if (worksIn === join(dataDir, "postgres")) process.kill(postmaster, "SIGQUIT");
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = database;
  return url.href;
}
