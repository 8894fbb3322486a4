import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, type Scope } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { createSandbox, type Sandbox } from "@patchops/sandbox";
import {
  addConnection,
  type Context,
  createAccountAsOperator,
  createApiKey,
  interruptRuns,
  openAllowList,
  openLogins,
  openMeter,
  openSnapshots,
  openUsageReader,
  resolveApiKey,
  type Services,
} from "@patchops/services";
import { openTestDatabase, testPasswords } from "@patchops/testing";
import { createAddressGuard, createGuardedFetch, createUpstreams } from "@patchops/upstream";
import { givenMasterKeys, openVault, parseMasterKey } from "@patchops/vault";
import { afterAll } from "vitest";
import { createGateway, type Gateway, type GatewayOptions } from "../create-gateway.ts";
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
} from "../oauth/create-authorization-server.ts";

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
  authorizationServer: AuthorizationServer;
  /** What the log was told as information, less its words. */
  told: Record<string, unknown>[];
  /** Another node on the same database; answers its address, without a path. */
  anotherNode(): Promise<string>;
  /** Puts a new gateway in place of the present one, as a restart would. */
  restart(): Promise<void>;
}

const allowedOrigin = "https://app.example";

/** A gateway over real services on a fresh database, on a socket of its own. Call it where hooks are registered. */
export async function openTestGateway(
  changes: Partial<GatewayOptions & Pick<AuthorizationServerOptions, "documents">> = {},
): Promise<TestGateway> {
  const { database, connectionString } = await openTestDatabase(openDatabase);
  const dataDir = await mkdtemp(join(tmpdir(), "patchops gateway "));
  const silent = () => undefined;
  const told: TestGateway["told"] = [];
  const info = (fields: object) => void told.push({ ...fields });
  const log = { debug: silent, info, warn: silent, error: silent };
  const everyLoopbackPort = { host: "127.0.0.1", port: null };
  const allowList = await openAllowList(database, [everyLoopbackPort]);
  const snapshots = await openSnapshots(database);
  const masterKeys = givenMasterKeys(parseMasterKey("0123456789abcdef".repeat(4)), null);
  const vault = openVault(masterKeys);
  const logins = await openLogins(database, vault);
  const meter = await openMeter({ database, directory: join(dataDir, "journal"), log });
  const guard = createAddressGuard({ allow: () => allowList.current() });
  const documents = createGuardedFetch({ guard });
  const upstreams = createUpstreams({
    guard,
    stdioAllowed: false,
    clientInfo: { name: "PatchOps", version: "0.0.0-test" },
  });
  let sandbox: Sandbox | undefined;
  let gateway: Gateway | undefined;
  let authorizationServer: AuthorizationServer | undefined;
  const { server, port } = await serve(() => gateway && { gateway, authorizationServer });
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
      site: { isPublic: false, operator: null, region: null, supportEmail: null },
      alertWebhook: null,
      requiresVerifiedEmail: false,
      mailWebhookSecret: null,
      billingGraceDays: 7,
      deletionGraceDays: 7,
      isStdioAllowed: false,
      roles: ["api", "worker"],
      databaseKind: "embedded",
      backup: { directory: null, keep: 7, recipient: null },
      pauseAfterMs: 60_000,
      keepDays: { activity: 90, usage: 800, audit: 800 },
    },
    database,
    vault,
    masterKeys,
    upstreams,
    // Few tests run programs: processes stand by from the first one on.
    get sandbox() {
      sandbox ??= createSandbox({ spares: 1, maxChildren: 2 });
      return sandbox;
    },
    meter,
    usage: openUsageReader(database),
    snapshots,
    logins,
    allowList,
    registry: null,
    mailer: null,
    stripe: null,
    tracer: null,
    loginProviders: [],
    singleSignOn: {
      open: () => {
        throw new Error("this test has no single sign-on");
      },
      resolveTxt: async () => [],
    },
    // No worker stands by: what is sent to one is for when this process dies.
    jobs: { send: async () => undefined, forget: async () => 0 },
    queues: { runNow: async () => undefined, retry: async () => undefined },
    liveRuns: new Map(),
    demoServer: () => Promise.resolve(undefined),
    log,
  };
  const sites = {
    allowedHosts: ["127.0.0.1", "localhost"],
    allowedOrigins: [allowedOrigin],
    clientAddress: (request: IncomingMessage) => request.socket.remoteAddress ?? "",
  };
  const openAuthorizationServer = (of = services) =>
    createAuthorizationServer({
      services: of,
      ...sites,
      cookieKeys: () => ["cookie key"],
      documents,
      ...changes,
    });
  const own = openAuthorizationServer();
  authorizationServer = own;
  const open = (accessTokens = own.accessTokens, of = services) =>
    createGateway({ services: of, accessTokens, ...sites, ...changes });
  gateway = open();

  const closers: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const closer of closers) await closer();
    await gateway?.close({ graceMs: 0 });
    await interruptRuns(services);
    await sandbox?.close();
    server.closeAllConnections();
    server.close();
    await own.close();
    await documents.close();
    await upstreams.close();
    await meter.close();
    await snapshots.close();
    await logins.close();
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
    authorizationServer: own,
    told,
    async anotherNode() {
      // What a node remembers of keys and grants goes with its database handle.
      const itsDatabase = await openDatabase({ connectionString, ...testPasswords });
      const node: Services = Object.create(services, {
        database: { value: itsDatabase },
        liveRuns: { value: new Map() },
      });
      const itsServer = openAuthorizationServer(node);
      const other = open(itsServer.accessTokens, node);
      const listening = await serve(() => ({ gateway: other, authorizationServer: itsServer }));
      closers.push(async () => {
        await other.close({ graceMs: 0 });
        await itsServer.close();
        listening.server.closeAllConnections();
        listening.server.close();
        await itsDatabase.close();
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
async function serve(
  current: () => { gateway: Gateway; authorizationServer: AuthorizationServer | undefined } | undefined,
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const node = current();
    if (!node) response.destroy();
    else if (request.url?.startsWith("/mcp")) void node.gateway.handle(request, response);
    else {
      void node.authorizationServer?.handle(request, response).then((isAnswered) => {
        // The dashboard's page, elsewhere.
        if (!isAnswered) response.writeHead(404).end("a page");
      });
    }
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
