import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "@patchops/db";
import { createSandbox, type Sandbox } from "@patchops/sandbox";
import { testPasswords } from "@patchops/testing";
import {
  type AddressGuardOptions,
  createAddressGuard,
  createUpstreams,
  type InProcessServer,
} from "@patchops/upstream";
import { openVault } from "@patchops/vault";
import { afterAll } from "vitest";
import { openAllowList, openLogins, openSnapshots } from "../connection/index.ts";
import type { Services, Settings } from "../context.ts";
import { watchLiveRuns } from "../execution/index.ts";
import type { JobData } from "../jobs.ts";
import { openMeter, openUsageReader } from "../usage/index.ts";
import { type LoggedLine, openTestServices, testSettings } from "./open-test-services.ts";

const everyLoopbackPort = { host: "127.0.0.1", port: null };

type SentJob = { [Name in keyof JobData]: { name: Name; data: JobData[Name] } }[keyof JobData];

export interface LiveServices {
  services: Services;
  lines: LoggedLine[];
  /** What was sent to workers, of whom none stands by. */
  sentJobs: SentJob[];
  connectionString: string;
  /** Another node of the same instance, on the same database. */
  otherNode(): Promise<Services>;
}

/**
 * Services with every part real but the web, on a fresh database; upstreams on loopback may be dialled. Call it where hooks are
 * registered. `dial` changes how the address guard resolves and connects.
 */
export async function openLiveServices(
  changes: Partial<Settings> = {},
  dial: Omit<AddressGuardOptions, "allow"> = {},
): Promise<LiveServices> {
  const opened = await openTestServices();
  const { lines, connectionString } = opened;
  const closers: (() => Promise<unknown>)[] = [];
  const sentJobs: SentJob[] = [];
  let sandbox: Sandbox | undefined;
  /** Most tests run no program, and its processes start with it. */
  const openSandbox = () => {
    sandbox ??= createSandbox({ spares: 1, maxChildren: 2 });
    return sandbox;
  };
  // Hooks run last first: the first node's database closes after this.
  afterAll(async () => {
    for (const closer of closers.reverse()) await closer();
    await sandbox?.close();
  });

  async function openNode(database: Database): Promise<Services> {
    const settings = testSettings({ upstreamAllow: [everyLoopbackPort], ...changes });
    const node = await openNodeParts({
      database,
      openSandbox,
      settings,
      dial,
      masterKeys: opened.services.masterKeys,
      log: opened.services.log,
      jobs: {
        send: async (_trx, name, data) => void sentJobs.push({ name, data } as SentJob),
        async forget(_trx, organizationId) {
          const kept = sentJobs.filter(
            ({ data }) => !("organizationId" in data && data.organizationId === organizationId),
          );
          return sentJobs.splice(0, sentJobs.length, ...kept).length - kept.length;
        },
      },
    });
    closers.push(node.close);
    return node.services;
  }

  return {
    services: await openNode(opened.services.database),
    lines,
    sentJobs,
    connectionString,
    async otherNode() {
      const database = await openDatabase({ connectionString, ...testPasswords });
      closers.push(() => database.close());
      return openNode(database);
    },
  };
}

async function openNodeParts(
  given: Pick<Services, "database" | "settings" | "masterKeys" | "log" | "jobs"> & {
    openSandbox(): Sandbox;
    dial: Omit<AddressGuardOptions, "allow">;
  },
) {
  const { database, settings, masterKeys, log, openSandbox, dial, jobs } = given;
  const dataDir = await mkdtemp(join(tmpdir(), "patchops services "));
  const allowList = await openAllowList(database, settings.upstreamAllow);
  const snapshots = await openSnapshots(database);
  const vault = openVault(masterKeys);
  const logins = await openLogins(database, vault);
  const meter = await openMeter({ database, directory: join(dataDir, "journal"), log });
  const upstreams = createUpstreams({
    guard: createAddressGuard({ ...dial, allow: () => allowList.current() }),
    stdioAllowed: settings.isStdioAllowed,
    clientInfo: { name: "PatchOps", version: settings.version },
  });
  allowList.onWithdrawn(() => upstreams.forgetAll());
  const services: Services = {
    settings,
    database,
    vault,
    masterKeys,
    upstreams,
    get sandbox() {
      return openSandbox();
    },
    meter,
    usage: openUsageReader(database),
    snapshots,
    logins,
    allowList,
    registry: null,
    loginProviders: [],
    singleSignOn: {
      open: () => {
        throw new Error("this test has no single sign-on");
      },
      resolveTxt: async () => [],
    },
    mailer: null,
    stripe: null,
    tracer: null,
    jobs,
    queues: { runNow: async () => undefined, retry: async () => undefined },
    liveRuns: new Map(),
    demoServer,
    log,
  };
  const stopListening = await watchLiveRuns(services);
  const close = async () => {
    const runs = [...services.liveRuns.values()];
    for (const run of runs) run.abort.abort();
    await Promise.all(runs.map((run) => run.finished));
    await stopListening();
    await upstreams.close();
    await meter.close();
    await snapshots.close();
    await logins.close();
    await allowList.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { services, close };
}

/** A small stand-in for the demo tools: one that adds. */
const demoServer: InProcessServer = async (message) => {
  if (!("method" in message) || !("id" in message)) return undefined;
  const answer = (result: Record<string, unknown>) =>
    Promise.resolve({ jsonrpc: "2.0" as const, id: message.id, result });
  switch (message.method) {
    case "initialize":
      return answer({
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "demo", version: "1" },
      });
    case "tools/list":
      return answer({ tools: [{ name: "add", inputSchema: { type: "object" } }] });
    case "tools/call": {
      const { a, b } = (message.params?.arguments ?? {}) as { a: number; b: number };
      return answer({ content: [], structuredContent: { sum: a + b } });
    }
    default:
      return answer({});
  }
};
