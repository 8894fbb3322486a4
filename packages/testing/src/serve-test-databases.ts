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
 *
 * With `?opened` it has its roles, and its tables are theirs, which a database otherwise comes to when it is first opened under
 * its name, in twice the time that all else of opening one takes. Such names are used again, by copies of a state that is kept for each.
 */
export async function serveTestDatabases(options: ServeTestDatabasesOptions): Promise<TestDatabases> {
  let cluster: Promise<Cluster> | undefined;
  let made = 0;
  /** Names of opened ones that nobody uses, by what they are copies of. */
  const unused = new Map<string, string[]>();
  /** Of opened ones that are in use: what they are copies of. */
  const origins = new Map<string, string>();

  async function drop({ connectionString }: Cluster, name: string): Promise<void> {
    await run(connectionString, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    const origin = origins.get(name);
    if (origin === undefined) return;
    origins.delete(name);
    unused.set(origin, [...(unused.get(origin) ?? []), name]);
  }

  async function makeOpened({ connectionString }: Cluster, origin: string): Promise<string> {
    const known = unused.get(origin)?.pop();
    const name = known ?? `test_${++made}`;
    origins.set(name, origin);
    if (known === undefined) {
      await copy(connectionString, origin, name);
      await options.migrate({ connectionString: withDatabase(connectionString, name), ...testPasswords });
      await copy(connectionString, name, keptAs(name));
    } else await copy(connectionString, keptAs(name), name);
    return name;
  }

  async function make({ connectionString }: Cluster, origin: string): Promise<string> {
    const name = `test_${++made}`;
    await copy(connectionString, origin, name);
    return name;
  }

  async function answer(method: string | undefined, { pathname, searchParams }: URL): Promise<string> {
    cluster ??= startCluster(options);
    const running = await cluster;
    const named = pathname.slice(1);
    if (method === "DELETE") {
      await drop(running, named);
      return "{}";
    }
    const name = await (searchParams.has("opened") ? makeOpened : make)(running, named || template);
    return JSON.stringify({ connectionString: withDatabase(running.connectionString, name) });
  }

  const server = createServer((request, response) => {
    answer(request.method, new URL(request.url ?? "/", "http://127.0.0.1")).then(
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

const keptAs = (name: string): string => `${name}_kept`;

/** File by file: by way of the log, as is usual, a copy takes half as much again. */
function copy(connectionString: string, origin: string, name: string): Promise<void> {
  const [from, to] = [pg.escapeIdentifier(origin), pg.escapeIdentifier(name)];
  return run(connectionString, `create database ${to} template ${from} strategy file_copy`);
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
