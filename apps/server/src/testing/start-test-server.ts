import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@patchops/testing";
import pino, { type Logger } from "pino";
import { readConfig } from "../config.ts";
import { startServer } from "../start.ts";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface TestServer {
  /** Of the owning role. */
  databaseUrl: string;
  /** Where it listens, whatever its public address is. */
  url: string;
  dataDir: string;
  operatorToken: string;
  /** Sends a request with exactly these headers: `fetch` would not let a test choose Host. */
  ask(path: string, options?: Ask): Promise<Answer>;
  /** A tRPC mutation with JSON. */
  mutate(procedure: string, input: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Creates an account as the operator does; answers its key. */
  setUp(email: string): Promise<{ userId: string; organizationId: string; apiKey: string }>;
  stop(): Promise<void>;
}

export const testPassword = "correct horse battery staple";

function send(url: URL, { method = "GET", headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: 15_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`no end of the answer of ${url.pathname}`)));
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The whole server in this process as `npm start` starts it, on a data directory and a database of its own. */
export async function startTestServer(
  environment: Record<string, string> = {},
  log: Logger = pino({ level: "silent" }),
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-server-"));
  const database = await createTestDatabase({ isOpened: true });
  const config = readConfig({
    PORT: "0",
    PATCHOPS_DATA_DIR: dataDir,
    DATABASE_URL: database.connectionString,
    ...environment,
  });
  const running = await startServer(config, { log });
  const { url } = JSON.parse(await readFile(join(dataDir, "server.json"), "utf8")) as { url: string };
  const operatorToken = (await readFile(join(dataDir, "operator-token"), "utf8")).trim();
  const ask = (path: string, options: Ask = {}) => send(new URL(path, url), options);
  const mutate = (procedure: string, input: unknown, headers: Record<string, string> = {}) =>
    ask(`/trpc/${procedure}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(input),
    });
  return {
    databaseUrl: database.connectionString,
    url,
    dataDir,
    operatorToken,
    ask,
    mutate,
    setUp: async (email) => {
      const answer = await mutate(
        "operator.createAccount",
        { email, password: testPassword },
        { "x-patchops-operator": operatorToken },
      );
      return JSON.parse(answer.text).result.data;
    },
    stop: async () => {
      await running.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
