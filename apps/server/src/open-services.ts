import { join } from "node:path";
import { type Database, openDatabase, startEmbeddedPostgres } from "@patchops/db";
import { createSandbox } from "@patchops/sandbox";
import {
  type Log,
  openAllowList,
  openMeter,
  openSnapshots,
  reapExecutions,
  type Services,
  type Settings,
  watchLiveRuns,
} from "@patchops/services";
import { createAddressGuard, createUpstreams } from "@patchops/upstream";
import {
  deriveSecret,
  type MasterKey,
  openVault,
  parseMasterKey,
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
  masterKey: MasterKey;
  /** Closes what was opened, last first. */
  close(): Promise<void>;
}

/** Remembers which master key the stored secrets are sealed with; another one would open none of them. */
async function checkMasterKey(database: Database, masterKey: MasterKey): Promise<void> {
  await database.transaction(async (trx) => {
    await trx
      .insertInto("instanceFacts")
      .values({ key: "master_key", value: JSON.stringify({ id: masterKey.id }) })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    const fact = await trx
      .selectFrom("instanceFacts")
      .select("value")
      .where("key", "=", "master_key")
      .executeTakeFirstOrThrow();
    if ((fact.value as { id?: string }).id === masterKey.id) return;
    throw new StartError(
      "The master key is not the one that this database's secrets are encrypted with.",
      "Bring back master.key in the data directory, or set PATCHOPS_MASTER_KEY to the key it had.",
    );
  });
}

async function readMasterKey(config: Config): Promise<MasterKey> {
  const file = join(config.dataDir, "master.key");
  try {
    return config.masterKey === null ? await readOrCreateMasterKey(file) : parseMasterKey(config.masterKey);
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

function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    hostname.startsWith("127.")
  );
}

/** Opens what the verbs work with, from the data directory up. The caller holds the directory's lock. */
export async function openServices(
  config: Config,
  options: { publicUrl: string; log: Log; onStage: (stage: string) => void },
): Promise<OpenServices> {
  const { log, onStage } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => log.warn({ error }, "something did not close cleanly"));
    }
  };
  try {
    const masterKey = await readMasterKey(config);
    const vault = openVault({ masterKeys: [masterKey], current: masterKey });

    let connectionString = config.databaseUrl;
    if (connectionString === null) {
      const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, onLine: onStage });
      closers.push(() => postgres.stop());
      connectionString = postgres.connectionString;
    }
    const database: Database = await openDatabase({
      connectionString,
      ...(config.databaseDirectUrl === null ? {} : { directConnectionString: config.databaseDirectUrl }),
      appPassword: deriveSecret(masterKey, "database role patchops_app"),
      systemPassword: deriveSecret(masterKey, "database role patchops_system"),
      onError: (error) => log.warn({ error }, "a database connection broke"),
    });
    closers.push(() => database.close());

    await checkMasterKey(database, masterKey);

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
    const meter = await openMeter({ database, directory: join(config.dataDir, "journal"), log });
    closers.push(() => meter.close());
    const sandbox = createSandbox({});
    closers.push(() => sandbox.close());
    const upstreams = createUpstreams({
      guard: createAddressGuard({
        allow: () => allowList.current(),
        proxy: config.upstreamProxy ?? undefined,
      }),
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
      allowList,
      jobs: queue.jobs,
      liveRuns: new Map(),
      demoServer: createDemoServer(config.version),
      log,
    };
    closers.push(await watchLiveRuns(services));
    await reapExecutions(services);
    return { services, queue, masterKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}
