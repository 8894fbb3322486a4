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
  countDataKeys,
  createSigningRing,
  finishRestore,
  firstSigningKeys,
  followSigningKeys,
  instanceSecretFact,
  type Log,
  masterKeyFact,
  openAllowList,
  openLogins,
  openMailer,
  openMeter,
  openRegistry,
  openSnapshots,
  openStripe,
  openUsageReader,
  reapExecutions,
  type Services,
  type Settings,
  type StoredSigningKey,
  signingKeysFact,
  storePlans,
  watchLiveRuns,
} from "@patchops/services";
import {
  createAddressGuard,
  createGuardedFetch,
  createUpstreams,
  type GuardedFetch,
} from "@patchops/upstream";
import {
  type DataKey,
  deriveKey,
  givenMasterKeys,
  type MasterKeys,
  openMasterKeyFiles,
  openVault,
  parseMasterKey,
  readOrCreateMasterKey,
  VaultError,
} from "@patchops/vault";
import type { Config } from "./config.ts";
import { createSingleSignOn } from "./create-single-sign-on.ts";
import { createDemoServer } from "./demo/server.ts";
import { type FollowedClock, followDatabaseClock } from "./follow-database-clock.ts";
import { holdNodeId } from "./hold-node-id.ts";
import { type JobQueue, openJobQueue } from "./job-queue.ts";
import { createLoginProviders } from "./login-providers.ts";
import { StartError } from "./start-error.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

export interface OpenServices {
  services: Services;
  queue: JobQueue;
  clock: FollowedClock;
  /** Sign the cookies of sign-ins under way. */
  cookieKeys: () => readonly string[];
  /** For small documents of strangers, behind the address guard. */
  documents: GuardedFetch;
  /** Closes what was opened, last first. */
  close(): Promise<void>;
}

const masterKeyFile = (config: Config) => join(config.dataDir, "master.key");

/** Remembers which master key the stored secrets are sealed with, and what the roles' passwords are made from. */
async function storeKeyFacts(database: Database, masterKeys: MasterKeys, secret: DataKey): Promise<void> {
  await database.transaction(async (trx) => {
    const facts = [
      { key: masterKeyFact, value: JSON.stringify({ id: masterKeys.current.id }) },
      { key: instanceSecretFact, value: JSON.stringify(secret) },
      { key: signingKeysFact, value: JSON.stringify(firstSigningKeys(secret)) },
    ];
    await trx
      .insertInto("instanceFacts")
      .values(facts)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    const fact = await trx
      .selectFrom("instanceFacts")
      .select("value")
      .where("key", "=", masterKeyFact)
      .executeTakeFirstOrThrow();
    await useKeyOf(fact.value, masterKeys);
  });
}

/** The keys that the operator gives, by settings or as files; null when there are none. */
async function readGivenKeys(config: Config): Promise<MasterKeys | null> {
  const { masterKey, previousMasterKey } = config;
  try {
    if (masterKey === null) return await openMasterKeyFiles(config.dataDir);
    const previous = previousMasterKey === null ? null : parseMasterKey(previousMasterKey);
    return givenMasterKeys(parseMasterKey(masterKey), previous);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new StartError(
      error.message.split("\n")[0] ?? "The master key cannot be read.",
      masterKey === null
        ? `Bring back ${masterKeyFile(config)} from a backup: stored secrets open with no other key.`
        : "Set PATCHOPS_MASTER_KEY to the key that it had, or leave it out to use master.key.",
      error,
    );
  }
}

/**
 * The keys that this database's secrets are sealed with, the right one in use. A new one is made for a new database alone:
 * beside an existing one it would look like the one that is missing. Nothing is changed before that is known.
 */
async function settleMasterKeys(config: Config, ownerConnectionString: string): Promise<MasterKeys> {
  const file = masterKeyFile(config);
  const given = await readGivenKeys(config);
  const fact = await readInstanceFact(ownerConnectionString, masterKeyFact);
  if (given === null && fact !== undefined) {
    throw new StartError(
      `The master key of this database, ${file}, is missing.`,
      "Bring it back from a backup, or set PATCHOPS_MASTER_KEY to it: stored secrets open with no other key.",
    );
  }
  if (given === null) await readOrCreateMasterKey(file);
  const masterKeys = given ?? (await openMasterKeyFiles(config.dataDir));
  if (masterKeys === null) throw new StartError(`${file} cannot be read.`, "See that it is readable.");
  if (fact !== undefined) await useKeyOf(fact, masterKeys);
  return masterKeys;
}

async function useKeyOf(fact: unknown, masterKeys: MasterKeys): Promise<void> {
  const { id } = fact as { id?: string };
  if (!masterKeys.masterKeys.some((known) => known.id === id)) {
    throw new StartError(
      "The master key is not the one that this database's secrets are encrypted with.",
      "Bring back master.key in the data directory, or set PATCHOPS_MASTER_KEY to the key it had.",
    );
  }
  if (id !== undefined) await masterKeys.use(id);
}

/** Refuses to start without a key that something is still wrapped with: its owners would find out one by one. */
async function requireNeededKeys(database: Database, masterKeys: MasterKeys): Promise<void> {
  const { byMasterKey } = await countDataKeys({ database }, null);
  const held = new Set(masterKeys.masterKeys.map(({ id }) => id));
  const missing = [...byMasterKey.keys()].filter((id) => !held.has(id));
  if (missing.length === 0) return;
  throw new StartError(
    `Stored secrets still need the master key ${missing.join(", ")}, which this node does not have.`,
    "Set PATCHOPS_MASTER_KEY_PREVIOUS to it, or bring its file back, and finish with: patchops admin rotate-key",
  );
}

/** Goes over to another key when a node on the same database does. Its own files a node changes by itself. */
function followMasterKey(database: Database, masterKeys: MasterKeys, log: Log): Promise<() => Promise<void>> {
  return database.listen("master_key_changed", (id) => {
    if (masterKeys.file !== null) return;
    masterKeys
      .use(id)
      .catch((error: unknown) => log.error({ error }, "the new master key is not known here"));
  });
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
    telemetry: Pick<Telemetry, "exports">;
    log: Log;
    onStage: (stage: string) => void;
    /** The process has nothing left to do. */
    onLost: (error: unknown) => void;
    signal?: AbortSignal | undefined;
    /** Changes the database while nothing works on it, before the master key is read. */
    beforeOpen?: (ownerConnectionString: string) => Promise<void>;
  },
): Promise<OpenServices> {
  const { telemetry, log, onStage, signal } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => log.warn({ error }, "something did not close cleanly"));
    }
  };
  try {
    // A damaged one is told before a database is made.
    await readGivenKeys(config);
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
    const masterKeys = await settleMasterKeys(config, ownerConnectionString);
    const vault = openVault(masterKeys);
    // Made from the first master key, so that nodes that start at once agree; a change of that key wraps it anew.
    const stored = await readInstanceFact(ownerConnectionString, instanceSecretFact);
    const secret =
      (stored as DataKey | undefined) ??
      vault.createDataKey(deriveKey(masterKeys.current.key, "instance secret"));
    const storedKeys = await readInstanceFact(ownerConnectionString, signingKeysFact);
    const signingRing = createSigningRing(
      vault,
      (storedKeys as StoredSigningKey[] | undefined) ?? firstSigningKeys(secret),
    );
    signal?.throwIfAborted();
    const database: Database = await openDatabase({
      connectionString,
      ...(config.databaseDirectUrl === null ? {} : { directConnectionString: config.databaseDirectUrl }),
      appPassword: vault.deriveSecret(secret, "database role patchops_app"),
      systemPassword: vault.deriveSecret(secret, "database role patchops_system"),
      signingKey: signingRing,
      onError: (error) => log.warn({ error }, "a database connection broke"),
      ...(signal === undefined ? {} : { signal }),
    });
    closers.push(() => database.close());
    const followed = await followDatabaseClock(database, log);
    closers.push(async () => followed.stop());

    await storeKeyFacts(database, masterKeys, secret);
    await requireNeededKeys(database, masterKeys);
    await storePlans(database);
    closers.push(await followMasterKey(database, masterKeys, log));
    signal?.throwIfAborted();

    const queue = await openJobQueue(database, log, telemetry.exports?.jobs);
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
      site: config.site,
      alertWebhook: config.alertWebhook,
      requiresVerifiedEmail: config.requiresVerifiedEmail,
      mailWebhookSecret: config.mailWebhookSecret,
      billingGraceDays: config.billingGraceDays,
      deletionGraceDays: config.deletionGraceDays,
      roles: config.roles,
      databaseKind: config.databaseUrl === null ? "embedded" : "external",
      backup: config.backup,
      pauseAfterMs: 60_000,
      keepDays: config.keepDays,
    };

    const allowList = await openAllowList(database, config.upstreamAllow);
    closers.push(() => allowList.close());
    const snapshots = await openSnapshots(database);
    closers.push(() => snapshots.close());
    const logins = await openLogins(database, vault);
    closers.push(() => logins.close());
    const journal = join(config.dataDir, "journal");
    await holdNodeId(database, { dataDir: config.dataDir, journal, onLost: options.onLost });
    const meter = await openMeter({
      database,
      directory: journal,
      log,
      planUrl: `${options.publicUrl}/billing`,
    });
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
    const registryPages = createGuardedFetch({ guard, timeoutMs: 8_000, maxBytes: 4 * 1_048_576 });
    closers.push(() => registryPages.close());
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
      masterKeys,
      upstreams,
      sandbox,
      meter,
      usage: openUsageReader(database),
      snapshots,
      logins,
      allowList,
      loginProviders: createLoginProviders(config, { publicUrl: options.publicUrl, documents }),
      singleSignOn: createSingleSignOn(documents),
      registry: config.registryUrl === null ? null : openRegistry(config.registryUrl, registryPages),
      jobs: queue.jobs,
      queues: queue.queues,
      mailer:
        config.mail === null
          ? null
          : openMailer({ ...config.mail, wantsReports: config.mailWebhookSecret !== null }),
      stripe: config.stripe === null ? null : await openStripe(config.stripe),
      liveRuns: new Map(),
      demoServer: createDemoServer(config.version),
      tracer: telemetry.exports?.tracer ?? null,
      log,
    };
    closers.push(await watchLiveRuns(services));
    await reapExecutions(services);
    closers.push(await followSigningKeys(services, signingRing));
    return { services, queue, clock: followed, cookieKeys: signingRing.cookieKeys, documents, close };
  } catch (error) {
    await close();
    throw error;
  }
}
