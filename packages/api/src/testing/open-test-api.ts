import { newId, type Scope } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import {
  type Actor,
  createAccountAsOperator,
  createApiKey,
  openSnapshots,
  openUsageReader,
  resolveApiKey,
  type Services,
} from "@patchops/services";
import { openTestDatabase } from "@patchops/testing";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { afterAll } from "vitest";
import { type ApiContext, appRouter } from "../index.ts";

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Of an error: what tRPC puts into `data`. */
  error: Record<string, unknown> | undefined;
  data: unknown;
}

export interface TestApi {
  services: Services;
  connectionString: string;
  url: string;
  logged: { fields: object; message: string }[];
  /** Whom the next requests come from; null = nobody. */
  be(changes: Partial<Pick<ApiContext, "actor" | "refusal" | "isOperator" | "barred">>): void;
  query(path: string, input?: unknown): Promise<Answer>;
  mutate(path: string, input?: unknown): Promise<Answer>;
  person(name: string, scopes?: Scope[]): Promise<Actor>;
}

function absent(name: string): never {
  throw new Error(`this test has no ${name}`);
}

/** The routers on a socket of their own, over verbs on a fresh database. Call it where hooks are registered. */
export async function openTestApi(): Promise<TestApi> {
  const { database, connectionString } = await openTestDatabase(openDatabase);
  const snapshots = await openSnapshots(database);
  const logged: TestApi["logged"] = [];
  const log = (fields: object, message: string) => void logged.push({ fields, message });
  const services: Services = {
    settings: {
      version: "0.0.0-test",
      publicUrl: "http://127.0.0.1:3000",
      isLoopback: true,
      dataDir: "/nonexistent",
      signup: "open",
      ownerCode: null,
      defaultPlan: "self_hosted",
      upstreamAllow: [],
      site: { isPublic: false, operator: null, region: null, supportEmail: null },
      alertWebhook: null,
      requiresVerifiedEmail: false,
      mailWebhookSecret: null,
      billingGraceDays: 7,
      deletionGraceDays: 7,
      isStdioAllowed: false,
      roles: ["api"],
      databaseKind: "embedded",
      backup: { directory: null, keep: 7, recipient: null },
      pauseAfterMs: 60_000,
      keepDays: { activity: 90, usage: 800, audit: 800 },
    },
    database,
    snapshots,
    liveRuns: new Map(),
    registry: null,
    mailer: null,
    stripe: null,
    tracer: null,
    loginProviders: [],
    log: { debug: log, info: log, warn: log, error: log },
    get vault() {
      return absent("vault");
    },
    get masterKeys() {
      return absent("masterKeys");
    },
    get singleSignOn() {
      return absent("singleSignOn");
    },
    get upstreams() {
      return absent("upstreams");
    },
    get queues() {
      return absent("queues");
    },
    get jobs() {
      return absent("jobs");
    },
    get sandbox() {
      return absent("sandbox");
    },
    usage: openUsageReader(database),
    get meter() {
      return absent("meter");
    },
    get logins() {
      return absent("logins");
    },
    get allowList() {
      return absent("allowList");
    },
    get demoServer() {
      return absent("demoServer");
    },
  };
  let sender: Pick<ApiContext, "actor" | "refusal" | "isOperator" | "barred"> = {
    actor: null,
    refusal: null,
    isOperator: false,
    barred: async () => null,
  };
  const server = createHTTPServer({
    router: appRouter,
    createContext: ({ req, res }): ApiContext => {
      const resHeaders = new Headers();
      // The adapter knows no headers of ours, so they are passed on when it begins to answer.
      const { writeHead } = res;
      res.writeHead = ((...args: Parameters<typeof writeHead>) => {
        for (const [name, value] of resHeaders) res.setHeader(name, value);
        return writeHead.apply(res, args);
      }) as typeof writeHead;
      return {
        visit: { services, requestId: "request-1", address: "127.0.0.1", userAgent: "test" },
        services,
        via: "sdk",
        client: null,
        cookieHeader: req.headers.cookie,
        resHeaders,
        ...sender,
      };
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await snapshots.close();
  });

  async function ask(request: Promise<Response>): Promise<Answer> {
    const { status, headers, ...response } = await request.then(async (answer) => ({
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
    }));
    const body = JSON.parse(response.text) as {
      result?: { data: unknown };
      error?: { data: Record<string, unknown> };
    };
    return { status, headers, text: response.text, error: body.error?.data, data: body.result?.data };
  }

  return {
    services,
    connectionString,
    url,
    logged,
    be(changes) {
      sender = { actor: null, refusal: null, isOperator: false, barred: async () => null, ...changes };
    },
    query: (path, input) =>
      ask(
        fetch(
          `${url}/${path}${input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`}`,
        ),
      ),
    mutate: (path, input) =>
      ask(
        fetch(`${url}/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          ...(input === undefined ? {} : { body: JSON.stringify(input) }),
        }),
      ),
    async person(name, scopes) {
      const { apiKey } = await createAccountAsOperator(services, {
        email: `${name}@example.com`,
        password: "correct horse battery",
        name,
      });
      const owner = await actorOf(services, apiKey);
      if (scopes === undefined) return owner;
      const context = {
        services,
        requestId: newId(),
        address: null,
        userAgent: null,
        actor: owner,
        via: "sdk" as const,
        client: null,
      };
      return actorOf(services, (await createApiKey(context, { name: "narrow", scopes })).key);
    },
  };
}

async function actorOf(services: Services, apiKey: string): Promise<Actor> {
  const resolved = await resolveApiKey(services, apiKey);
  if (!resolved.ok) throw new Error(`the key is refused: ${resolved.reason}`);
  return resolved.actor;
}
