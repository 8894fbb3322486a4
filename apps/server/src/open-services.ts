import { join } from "node:path";
import {
  type Database,
  openDatabase,
  type PostgresChange,
  readInstanceFact,
  startEmbeddedPostgres,
} from "@patchops/db";
import { createSandbox } from "@patchops/sandbox";
import {
  finishRestore,
  type InstanceKey,
  type Log,
  openAllowList,
  openLogins,
  openMeter,
  openSnapshots,
  reapExecutions,
  type Services,
  type Settings,
  watchLiveRuns,
} from "@patchops/services";
import {
  createAddressGuard,
  createGuardedFetch,
  createUpstreams,
  type GuardedFetch,
} from "@patchops/upstream";
import {
  deriveSecret,
  type MasterKey,
  openVault,
  parseMasterKey,
  readMasterKey,
  readOrCreateMasterKey,
  VaultError,
} from "@patchops/vault";
import type { Config } from "./config.ts";
import { createDemoServer } from "./demo/server.ts";
import { type JobQueue, openJobQueue } from "./job-queue.ts";
import { StartError } from "./start-error.ts";

export interface OpenServices {
  services: Services;
  queue: JobQueue;
  instanceKey: InstanceKey;
  /** Sign the cookies of sign-ins under way. */
  cookieKeys: readonly string[];
  /** For small documents of strangers, behind the address guard. */
  documents: GuardedFetch;
  /** Closes what was opened, last first. */
  close(): Promise<void>;
}

const masterKeyFact = "master_key";
const masterKeyFile = (config: Config) => join(config.dataDir, "master.key");

/** Remembers which master key the stored secrets are sealed with; another one would open none of them. */
async function checkMasterKey(database: Database, masterKey: MasterKey): Promise<void> {
  await database.transaction(async (trx) => {
    await trx
      .insertInto("instanceFacts")
      .values({ key: masterKeyFact, value: JSON.stringify({ id: masterKey.id }) })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    const fact = await trx
      .selectFrom("instanceFacts")
      .select("value")
      .where("key", "=", masterKeyFact)
      .executeTakeFirstOrThrow();
    requireSameKey(fact.value, masterKey);
  });
}

/** The key that the operator gives, by a setting or as a file; null when there is none. */
async function readGivenKey(config: Config): Promise<MasterKey | null> {
  const file = masterKeyFile(config);
  try {
    return config.masterKey === null ? await readMasterKey(file) : parseMasterKey(config.masterKey);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new StartError(
      error.message.split("\n")[0] ?? "The master key cannot be read.",
      config.masterKey === null
        ? `Bring back ${file} from a backup: stored secrets open with no other key.`
        : "Set PATCHOPS_MASTER_KEY to the key that it had, or leave it out to use master.key.",
      error,
    );
  }
}

/**
 * The key that this database's secrets are sealed with. A new one is made for a new database alone: beside an existing one
 * it would look like the one that is missing. Nothing is changed before that is known.
 */
async function settleMasterKey(config: Config, ownerConnectionString: string): Promise<MasterKey> {
  const file = masterKeyFile(config);
  const given = await readGivenKey(config);
  const fact = await readInstanceFact(ownerConnectionString, masterKeyFact);
  if (fact === undefined) return given ?? (await readOrCreateMasterKey(file));
  if (given === null) {
    throw new StartError(
      `The master key of this database, ${file}, is missing.`,
      "Bring it back from a backup, or set PATCHOPS_MASTER_KEY to it: stored secrets open with no other key.",
    );
  }
  requireSameKey(fact, given);
  return given;
}

function requireSameKey(fact: unknown, masterKey: MasterKey): void {
  if ((fact as { id?: string }).id === masterKey.id) return;
  throw new StartError(
    "The master key is not the one that this database's secrets are encrypted with.",
    "Bring back master.key in the data directory, or set PATCHOPS_MASTER_KEY to the key it had.",
  );
}

const tellOfPostgres =
  (log: Log) =>
  (change: PostgresChange): void => {
    if (change.kind === "ended") log.error({}, "the database ended by itself; it is started again");
    else if (change.kind === "back") log.warn({}, "the database runs again");
    else log.error({ error: change.error }, "the database does not start; it is tried again until it does");
  };

const restoreWords = {
  finished: "a backup was restored: database, master key and journal are in place",
  undone: "a restore was broken off and changed nothing; it can be done again",
};

function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    hostname.startsWith("127.")
  );
}

const sandboxTroubles = {
  failed: "ended before it ran anything",
  died: "ended while it ran programs",
  stuck: "had to be ended",
} as const;

/** Opens what the verbs work with, from the data directory up. The caller holds the directory's lock. */
export async function openServices(
  config: Config,
  options: {
    publicUrl: string;
    log: Log;
    onStage: (stage: string) => void;
    signal?: AbortSignal | undefined;
    /** Changes the database while nothing works on it, before the master key is read. */
    beforeOpen?: (ownerConnectionString: string) => Promise<void>;
  },
): Promise<OpenServices> {
  const { log, onStage, signal } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => log.warn({ error }, "something did not close cleanly"));
    }
  };
  try {
    // A damaged one is told before a database is made.
    await readGivenKey(config);
    let connectionString = config.databaseUrl;
    if (connectionString === null) {
      const postgres = await startEmbeddedPostgres({
        dataDir: config.dataDir,
        onLine: onStage,
        onChange: tellOfPostgres(log),
        ...(signal === undefined ? {} : { signal }),
      });
      closers.push(() => postgres.stop());
      connectionString = postgres.connectionString;
    }
    const ownerConnectionString = config.databaseDirectUrl ?? connectionString;
    await options.beforeOpen?.(ownerConnectionString);
    const restored = await finishRestore(config.dataDir, ownerConnectionString);
    if (restored !== null) log.warn({}, restoreWords[restored]);
    const masterKey = await settleMasterKey(config, ownerConnectionString);
    const vault = openVault({ masterKeys: [masterKey], current: masterKey });
    signal?.throwIfAborted();
    const database: Database = await openDatabase({
      connectionString,
      ...(config.databaseDirectUrl === null ? {} : { directConnectionString: config.databaseDirectUrl }),
      appPassword: deriveSecret(masterKey, "database role patchops_app"),
      systemPassword: deriveSecret(masterKey, "database role patchops_system"),
      onError: (error) => log.warn({ error }, "a database connection broke"),
      ...(signal === undefined ? {} : { signal }),
    });
    closers.push(() => database.close());

    await checkMasterKey(database, masterKey);
    signal?.throwIfAborted();

    const queue = await openJobQueue(database, log);
    closers.push(() => queue.close());

    const settings: Settings = {
      version: config.version,
      publicUrl: options.publicUrl,
      isLoopback: isLoopbackUrl(options.publicUrl),
      dataDir: config.dataDir,
      signup: config.signup,
      ownerCode: config.ownerCode,
      defaultPlan: config.defaultPlan,
      upstreamAllow: config.upstreamAllow,
      isStdioAllowed: config.isStdioAllowed,
      roles: config.roles,
      databaseKind: config.databaseUrl === null ? "embedded" : "external",
      keepDays: config.keepDays,
    };

    const allowList = await openAllowList(database, config.upstreamAllow);
    closers.push(() => allowList.close());
    const snapshots = await openSnapshots(database);
    closers.push(() => snapshots.close());
    const logins = await openLogins(database, vault);
    closers.push(() => logins.close());
    const meter = await openMeter({ database, directory: join(config.dataDir, "journal"), log });
    closers.push(() => meter.close());
    const sandbox = createSandbox({
      onTrouble: ({ kind, ...trouble }) => log.warn(trouble, `a sandbox process ${sandboxTroubles[kind]}`),
    });
    closers.push(() => sandbox.close());
    const guard = createAddressGuard({
      allow: () => allowList.current(),
      proxy: config.upstreamProxy ?? undefined,
    });
    const documents = createGuardedFetch({ guard, timeoutMs: 5_000, maxBytes: 65_536 });
    closers.push(() => documents.close());
    const upstreams = createUpstreams({
      guard,
      stdioAllowed: config.isStdioAllowed,
      clientInfo: { name: "PatchOps", version: config.version },
    });
    closers.push(() => upstreams.close());
    allowList.onWithdrawn(() => upstreams.forgetAll());

    const services: Services = {
      settings,
      database,
      vault,
      upstreams,
      sandbox,
      meter,
      snapshots,
      logins,
      allowList,
      jobs: queue.jobs,
      liveRuns: new Map(),
      demoServer: createDemoServer(config.version),
      log,
    };
    closers.push(await watchLiveRuns(services));
    await reapExecutions(services);
    const instanceKey = { id: masterKey.id, file: config.masterKey === null ? masterKeyFile(config) : null };
    const cookieKeys = [deriveSecret(masterKey, "OAuth cookies")];
    return { services, queue, instanceKey, cookieKeys, documents, close };
  } catch (error) {
    await close();
    throw error;
  }
}
