import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, type Scope } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import {
  addConnection,
  type Context,
  createAccountAsOperator,
  createApiKey,
  openAllowList,
  openMeter,
  openSnapshots,
  resolveApiKey,
  type Services,
} from "@patchops/services";
import { openTestDatabase } from "@patchops/testing";
import { createAddressGuard, createUpstreams } from "@patchops/upstream";
import { openVault, parseMasterKey } from "@patchops/vault";
import { afterAll } from "vitest";
import { createGateway, type Gateway, type GatewayOptions } from "../create-gateway.ts";

/** Somebody with an organization of their own and a key that may do everything. */
interface Tenant {
  userId: string;
  organizationId: string;
  apiKey: string;
  context: Context;
  /** Connects an upstream at an address on loopback; answers the slug. */
  connect(url: string, name: string): Promise<string>;
  /** Another key, with these scopes only. */
  key(scopes: Scope[]): Promise<{ id: string; key: string }>;
}

interface TestGateway {
  services: Services;
  /** Without a path. */
  url: string;
  port: number;
  tenant(name: string): Promise<Tenant>;
  /** Another node on the same database; answers its address, without a path. */
  anotherNode(): Promise<string>;
  /** Puts a new gateway in place of the present one, as a restart would. */
  restart(): Promise<void>;
}

const allowedOrigin = "https://app.example";

/** A gateway over real services on a fresh database, on a socket of its own. Call it where hooks are registered. */
export async function openTestGateway(changes: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const { database } = await openTestDatabase(openDatabase);
  const dataDir = await mkdtemp(join(tmpdir(), "patchops gateway "));
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const everyLoopbackPort = { host: "127.0.0.1", port: null };
  const allowList = await openAllowList(database, [everyLoopbackPort]);
  const snapshots = await openSnapshots(database);
  const meter = await openMeter({ database, directory: join(dataDir, "journal"), log });
  const upstreams = createUpstreams({
    guard: createAddressGuard({ allow: () => allowList.current() }),
    stdioAllowed: false,
    clientInfo: { name: "PatchOps", version: "0.0.0-test" },
  });
  let gateway: Gateway | undefined;
  const { server, port } = await serve(() => gateway);
  const url = `http://127.0.0.1:${port}`;
  const services: Services = {
    settings: {
      version: "0.0.0-test",
      publicUrl: url,
      isLoopback: true,
      dataDir,
      signup: "open",
      ownerCode: null,
      defaultPlan: "self_hosted",
      upstreamAllow: [everyLoopbackPort],
      isStdioAllowed: false,
      roles: ["api", "worker"],
      databaseKind: "embedded",
      keepDays: { activity: 90, usage: 800, audit: 800 },
    },
    database,
    vault: openVault({ masterKeys: [], current: parseMasterKey("0123456789abcdef".repeat(4)) }),
    upstreams,
    get sandbox(): Services["sandbox"] {
      throw new Error("this test has no sandbox");
    },
    meter,
    snapshots,
    allowList,
    // No worker stands by: what is sent to one is for when this process dies.
    jobs: { send: async () => undefined },
    liveRuns: new Map(),
    demoServer: () => Promise.resolve(undefined),
    log,
  };
  const open = () =>
    createGateway({
      services,
      allowedHosts: ["127.0.0.1", "localhost"],
      allowedOrigins: [allowedOrigin],
      clientAddress: (request) => request.socket.remoteAddress ?? "",
      ...changes,
    });
  gateway = open();

  const closers: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const closer of closers) await closer();
    await gateway?.close({ graceMs: 0 });
    server.closeAllConnections();
    server.close();
    await upstreams.close();
    await meter.close();
    await snapshots.close();
    await allowList.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  return {
    services,
    url,
    port,
    async tenant(name) {
      const account = { email: `${name}@example.com`, password: "correct horse battery", name };
      const { apiKey, userId, organizationId } = await createAccountAsOperator(services, account);
      const context = await contextOf(services, apiKey);
      return {
        userId,
        organizationId,
        apiKey,
        context,
        connect: async (address, connectionName) => {
          const target = { kind: "http" as const, url: address };
          return (await addConnection(context, { name: connectionName, target })).slug;
        },
        key: (scopes) => createApiKey(context, { name: scopes.join(" "), scopes }),
      };
    },
    async anotherNode() {
      const other = open();
      const listening = await serve(() => other);
      closers.push(async () => {
        await other.close({ graceMs: 0 });
        listening.server.closeAllConnections();
        listening.server.close();
      });
      return `http://127.0.0.1:${listening.port}`;
    },
    async restart() {
      const old = gateway;
      gateway = open();
      await old?.close();
    },
  };
}

/** A socket of its own for the gateway that stands at that moment. */
async function serve(current: () => Gateway | undefined): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const gateway = current();
    if (gateway) void gateway.handle(request, response);
    else response.destroy();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return { server, port };
}

async function contextOf(services: Services, apiKey: string): Promise<Context> {
  const resolved = await resolveApiKey(services, apiKey);
  if (!resolved.ok) throw new Error(`the key is refused: ${resolved.reason}`);
  return {
    services,
    requestId: newId(),
    address: "127.0.0.1",
    userAgent: "test",
    actor: resolved.actor,
    via: "sdk",
    client: null,
  };
}
