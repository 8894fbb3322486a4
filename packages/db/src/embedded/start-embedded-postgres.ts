import type { ChildProcess } from "node:child_process";
import { type FileHandle, open, readFile, rename, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { DatabaseError } from "../database-error.ts";
import { chooseAccount } from "./account.ts";
import { adoptPostmaster } from "./adopt-postmaster.ts";
import { createCluster } from "./create-cluster.ts";
import { dataDirectoryError, diskFullError } from "./data-directory-error.ts";
import { endChild } from "./end-child.ts";
import { hasEnded } from "./has-ended.ts";
import { pickPort } from "./pick-port.ts";
import { type PostgresCommand, spawnOnDirectory } from "./postgres-command.ts";
import { postmasterState, readPostmaster } from "./postmaster.ts";
import { prepareDataDirectory } from "./prepare-data-directory.ts";
import { reachableBinaries } from "./reachable-binaries.ts";
import { refusedPasswordError } from "./refused-password-error.ts";
import { stopPostmaster } from "./stop-postmaster.ts";
import { type SupervisedChange, supervise } from "./supervise.ts";
import { ownerConnectionString, tryLogin } from "./try-login.ts";

export interface EmbeddedPostgresOptions {
  /** Made when it is missing; holds the cluster (`postgres`), its log, its port and the owner's password (mode 0600). */
  dataDir: string;
  /** Hears one line for each thing that takes time. */
  onLine?: (line: string) => void;
  /** Server settings in place of ours; the tests switch `fsync` off. */
  settings?: Readonly<Record<string, string>>;
  /** Breaks off the start: what was begun is ended before the promise rejects. */
  signal?: AbortSignal;
  /** Hears when Postgres ended by itself, and when it runs again. */
  onChange?: (change: PostgresChange) => void;
}

export type PostgresChange = SupervisedChange;

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
 * killed; from then on it is started again, on the same port, whenever it ends by itself. The caller holds `lockDataDirectory`, which keeps a second PatchOps away. Throws `DatabaseError`.
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
  const { dataDir, signal, onLine = () => undefined, onChange = () => undefined } = options;
  const { clusterDir, isNew, password } = await prepareDataDirectory(dataDir);
  const account = await chooseAccount(clusterDir);
  const command: PostgresCommand = { account, nativeDir: await reachableBinaries(account) };
  signal?.throwIfAborted();
  if (isNew) {
    onLine(`Making a database in ${dataDir}`);
    await createCluster(command, clusterDir, password);
    signal?.throwIfAborted();
  }
  const launch = { ...options, command, clusterDir, password, onLine };

  const running = await adoptPostmaster(clusterDir, password, signal);
  try {
    const port = running ?? (await start(launch));
    await createDatabase(ownerConnectionString(port, password, "postgres"));
    signal?.throwIfAborted();
    const leave = supervise({
      async isRunning() {
        const postmaster = await readPostmaster(clusterDir);
        return postmaster !== undefined && (await postmasterState(postmaster, clusterDir)) === "running";
      },
      async restart(stopping) {
        // What it was connected by stays true, so the port may not change.
        const restarted = { ...launch, port, signal: stopping, onLine: () => undefined };
        if ((await adoptPostmaster(clusterDir, password, stopping)) === undefined) await start(restarted);
      },
      onChange,
    });
    return {
      connectionString: ownerConnectionString(port, password, databaseName),
      adopted: running !== undefined,
      async stop() {
        await leave();
        await stopPostmaster(clusterDir);
      },
    };
  } catch (error) {
    await stopPostmaster(clusterDir);
    throw error;
  }
}

interface Launch extends EmbeddedPostgresOptions {
  command: PostgresCommand;
  clusterDir: string;
  password: string;
  onLine: (line: string) => void;
  /** Only there; else where it was before, or where there is room. */
  port?: number;
}

/** Starts Postgres and answers its port once it takes logins. */
async function start(launch: Launch): Promise<number> {
  const { command, clusterDir, dataDir } = launch;
  const logFile = join(dataDir, "postgres.log");
  const staleDeadline = Date.now() + staleWaitMs;
  for (let attempt = 1; ; attempt += 1) {
    const port = launch.port ?? (await pickPort(dataDir));
    const log = await openLog(logFile);
    const { size: logStart } = await log.stat();
    const settings = Object.entries({ ...serverSettings(port), ...launch.settings });
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
    const isReady = await becomesReady(child, port, launch).catch(async (error: unknown) => {
      await endChild(child);
      throw error;
    });
    if (isReady) return port;

    const lines = (await readFile(logFile)).subarray(logStart).toString("utf8").trim().split("\n");
    const said = lines.findLast((line) => /FATAL|PANIC|error while loading/.test(line)) ?? lines.at(-1) ?? "";
    const isPortTaken = lines.some((line) => line.includes("could not bind"));
    const isStale = /pre-existing shared memory|lock file .* already exists/.test(said);
    if (isPortTaken ? launch.port === undefined && attempt < 5 : isStale && Date.now() < staleDeadline) {
      await setTimeout(100, undefined, { signal: launch.signal });
      continue;
    }
    if (lines.some((line) => line.includes("No space left"))) {
      throw diskFullError(dataDir);
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
    // A restore makes every day's partition of usage anew in one transaction, about ten locks each.
    max_locks_per_transaction: "512",
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

/** True once it takes logins, false when it has ended. Rejects when it never will. */
async function becomesReady(
  child: ChildProcess,
  port: number,
  { clusterDir, password, signal, onLine }: Launch,
): Promise<boolean> {
  child.unref();
  const startedAt = Date.now();
  let isRecovering = false;
  while (!hasEnded(child)) {
    const answer = await tryLogin(port, password);
    if (answer === "ok") return true;
    if (answer === "refused") throw refusedPasswordError(clusterDir);
    if (answer === "starting" && !isRecovering && Date.now() - startedAt > 2_000) {
      isRecovering = true;
      onLine("The database was not ended cleanly and is recovering");
    }
    if (Date.now() - startedAt > recoveryWaitMs) return false;
    await setTimeout(20, undefined, { signal });
  }
  return false;
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
