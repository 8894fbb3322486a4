import type { ChildProcess } from "node:child_process";
import { type FileHandle, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { DatabaseError } from "../database-error.ts";
import { chooseAccount } from "./account.ts";
import { createCluster, ownerName } from "./create-cluster.ts";
import { dataDirectoryError, diskFullError } from "./data-directory-error.ts";
import { pickPort } from "./pick-port.ts";
import { type PostgresCommand, spawnOnDirectory } from "./postgres-command.ts";
import { postmasterState, readPostmaster } from "./postmaster.ts";
import { prepareDataDirectory } from "./prepare-data-directory.ts";
import { reachableBinaries } from "./reachable-binaries.ts";
import { stopPostmaster } from "./stop-postmaster.ts";

export interface EmbeddedPostgresOptions {
  /** Made when it is missing; holds the cluster (`postgres`), its log, its port and the owner's password (mode 0600). */
  dataDir: string;
  /** Hears one line for each thing that takes time. */
  onLine?: (line: string) => void;
  /** Server settings in place of ours; the tests switch `fsync` off. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the owning role, with its password: never log it. */
  connectionString: string;
  /** Whether a Postgres that outlived its parent was taken over instead of started. */
  adopted: boolean;
  /** Ends it cleanly (fast shutdown) and waits until it is gone. */
  stop(): Promise<void>;
}

const databaseName = "patchops";
const staleWaitMs = 10_000;
/** Recovery after a crash reads the log of the last minutes again; a slow disk may need that long. */
const recoveryWaitMs = 300_000;

/**
 * Starts the bundled Postgres on the data directory, or takes over the one that still runs there after its parent was
 * killed. The caller holds `lockDataDirectory`, which keeps a second PatchOps away. Throws `DatabaseError`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  try {
    return await startOn({ ...options, dataDir });
  } catch (error) {
    throw dataDirectoryError(error, dataDir);
  }
}

async function startOn(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, onLine = () => undefined } = options;
  const { clusterDir, isNew, password } = await prepareDataDirectory(dataDir);
  const account = await chooseAccount(clusterDir);
  const command: PostgresCommand = { account, nativeDir: await reachableBinaries(account) };
  if (isNew) {
    onLine(`Making a database in ${dataDir}`);
    await createCluster(command, clusterDir, password);
  }

  const running = await adopt(clusterDir, password);
  const port = running ?? (await start(command, { ...options, onLine }, clusterDir, password));
  const connectionString = connectionStringOf(port, password, databaseName);
  await createDatabase(connectionStringOf(port, password, "postgres"));
  return { connectionString, adopted: running !== undefined, stop: () => stopPostmaster(clusterDir) };
}

/** The port of the Postgres that runs on this directory and takes our password; undefined when none is left. */
async function adopt(clusterDir: string, password: string): Promise<number | undefined> {
  const deadline = Date.now() + staleWaitMs;
  for (;;) {
    const postmaster = await readPostmaster(clusterDir);
    if (postmaster === undefined) return undefined;
    const state = await postmasterState(postmaster, clusterDir);
    // Left by a killed one: Postgres itself checks that nothing of it is alive.
    if (state === "gone") return undefined;
    if (state === "replaced") {
      // Postgres would take the other program for itself and refuse to start.
      await rm(join(clusterDir, "postmaster.pid"), { force: true });
      return undefined;
    }
    if (postmaster.port > 0 && (await tryLogin(postmaster.port, password)) === "ok") return postmaster.port;
    if (Date.now() > deadline) {
      throw new DatabaseError(
        "data_directory_in_use",
        `Process ${postmaster.pid} is using ${clusterDir}, and it does not answer as our database.`,
        `End it (kill ${postmaster.pid}) and start again, or choose another PATCHOPS_DATA_DIR.`,
      );
    }
    await setTimeout(50);
  }
}

/** Starts Postgres and answers its port once it takes logins. */
async function start(
  command: PostgresCommand,
  options: EmbeddedPostgresOptions & Required<Pick<EmbeddedPostgresOptions, "onLine">>,
  clusterDir: string,
  password: string,
): Promise<number> {
  const logFile = join(options.dataDir, "postgres.log");
  const staleDeadline = Date.now() + staleWaitMs;
  for (let attempt = 1; ; attempt += 1) {
    const port = await pickPort(options.dataDir);
    const log = await openLog(logFile);
    const { size: logStart } = await log.stat();
    const settings = Object.entries({ ...serverSettings(port), ...options.settings });
    const child = await spawnOnDirectory(command, {
      program: "postgres",
      directory: clusterDir,
      output: log,
      detached: true,
      args: (reachedAs) => [
        "-D",
        reachedAs,
        ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
    }).finally(() => log.close());
    if (await becomesReady(child, port, password, options.onLine)) return port;

    const lines = (await readFile(logFile)).subarray(logStart).toString("utf8").trim().split("\n");
    const said = lines.findLast((line) => /FATAL|PANIC|error while loading/.test(line)) ?? lines.at(-1) ?? "";
    const isPortTaken = lines.some((line) => line.includes("could not bind"));
    const isStale = /pre-existing shared memory|lock file .* already exists/.test(said);
    if (isPortTaken ? attempt < 5 : isStale && Date.now() < staleDeadline) {
      await setTimeout(100);
      continue;
    }
    if (lines.some((line) => line.includes("No space left"))) {
      throw diskFullError(options.dataDir);
    }
    throw new DatabaseError(
      "postgres_start_failed",
      `The database did not start: ${said.replace(/^.*?(FATAL|PANIC):\s*/, "")}`,
      `Its log tells more: ${logFile}`,
    );
  }
}

function serverSettings(port: number): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "128MB",
    fsync: "on",
    synchronous_commit: "on",
    // Rows and statements hold what people typed: the log tells that something failed, not with which values.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] %a ",
    log_timezone: "UTC",
  };
}

/** Appended to; set aside once it has 10 MB, so that it never has more than twice that. */
async function openLog(logFile: string): Promise<FileHandle> {
  const found = await stat(logFile).catch(() => undefined);
  if (found !== undefined && found.size > 10_000_000) await rename(logFile, `${logFile}.1`);
  return open(logFile, "a", 0o600);
}

/** True once it takes logins, false when it has ended. */
async function becomesReady(
  child: ChildProcess,
  port: number,
  password: string,
  onLine: (line: string) => void,
): Promise<boolean> {
  let hasEnded = false;
  child.once("exit", () => (hasEnded = true));
  child.on("error", () => (hasEnded = true));
  child.unref();
  const startedAt = Date.now();
  let isRecovering = false;
  while (!hasEnded) {
    const answer = await tryLogin(port, password);
    if (answer === "ok") return true;
    if (answer === "starting" && !isRecovering && Date.now() - startedAt > 2_000) {
      isRecovering = true;
      onLine("The database was not ended cleanly and is recovering");
    }
    if (Date.now() - startedAt > recoveryWaitMs) return false;
    await setTimeout(20);
  }
  return false;
}

async function tryLogin(port: number, password: string): Promise<"ok" | "starting" | "no"> {
  const connectionString = connectionStringOf(port, password, "postgres");
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return "ok";
  } catch (error) {
    // 57P03: starting up, shutting down, or in recovery.
    return error instanceof pg.DatabaseError && error.code === "57P03" ? "starting" : "no";
  } finally {
    await client.end();
  }
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

function connectionStringOf(port: number, password: string, database: string): string {
  return `postgresql://${ownerName}:${password}@127.0.0.1:${port}/${database}`;
}
