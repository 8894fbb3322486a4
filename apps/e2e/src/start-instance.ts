import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@patchops/sdk";
import { memoryDirectory } from "@patchops/testing";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface CommandAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** A whole PatchOps in a process of its own, on a data directory of its own, used by its public surfaces only. */
export interface SharedInstance {
  url: string;
  dataDir: string;
  /**
   * Runs `patchops …` against it, or against another address: in this process, which spares a third of a second of a core, or
   * by the command itself.
   */
  cli(
    args: readonly string[],
    options?: {
      input?: string;
      apiKey?: string;
      url?: string;
      signal?: AbortSignal;
      onStderr?: (text: string) => void;
      /** In a process of its own, as a terminal starts it. */
      isSpawned?: boolean;
    },
  ): Promise<CommandAnswer>;
  /** Creates an account as `patchops setup` does, which takes longer to begin than it takes. */
  setUp(email?: string): Promise<{ userId: string; organizationId: string; apiKey: string }>;
}

/** One that its test has for itself, to do with as it likes. */
export interface Instance extends SharedInstance {
  /** Where its database is of the cluster that a run of tests shares; undefined when it has one of its own in its directory. */
  databaseUrl: string | undefined;
  pid: number;
  /** What it printed so far. */
  output(): string;
  /** Ends it by a signal and waits; answers the exit code (null when killed). */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

export interface InstanceOptions {
  env?: Record<string, string>;
  /** To start again on data that is there. */
  dataDir?: string;
  /** On an empty directory with a Postgres of its own also in a run of tests, where the others share a cluster. */
  isFromNothing?: boolean;
}

/** Runs a command to its end. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: {
    env?: NodeJS.ProcessEnv;
    input?: string;
    cwd?: string;
    signal?: AbortSignal;
    timeoutMs?: number;
    /** Hears all that it has said there so far. */
    onStderr?: (text: string) => void;
  } = {},
): Promise<CommandAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ["pipe", "pipe", "pipe"],
      timeout: options.timeoutMs ?? 60_000,
    });
    options.signal?.addEventListener("abort", () => child.kill("SIGINT"), { once: true });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      options.onStderr?.(stderr);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** Much more than it takes: the machine may be busy. */
const startMs = 180_000;

async function waitForUrl(child: ChildProcess, output: () => string): Promise<string> {
  const began = Date.now();
  while (Date.now() - began < startMs) {
    const url = /PatchOps is running\s+(\S+)/.exec(output())?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The instance did not start:\n${output()}`);
}

/** Of the instances of this process, by their directories: started again on one, an instance has its database again. */
const databases = new Map<string, string>();

/** Whether an instance begins with a copy of what `setup` of `prepared-instance.ts` has made. */
export function isPrepared(): boolean {
  return Boolean(process.env.E2E_PREPARED_DIR && process.env.E2E_PREPARED_DATABASE);
}

/** A data directory of its own; where `setup` of `prepared-instance.ts` has made one, with its keys and a copy of its database. */
async function newDirectory({ isFromNothing, env }: InstanceOptions): Promise<string> {
  const dataDir = await mkdtemp(join(await memoryDirectory(), "patchops e2e "));
  const { E2E_PREPARED_DIR: prepared, E2E_PREPARED_DATABASE: template } = process.env;
  if (!prepared || !template || isFromNothing || env?.DATABASE_URL !== undefined) return dataDir;
  await cp(prepared, dataDir, { recursive: true });
  const answer = await fetch(`${template}?opened`, { method: "POST" });
  if (!answer.ok) throw new Error(`no database: ${await answer.text()}`);
  databases.set(dataDir, (await answer.json()).connectionString);
  return dataDir;
}

async function dropDatabase(dataDir: string): Promise<void> {
  const [databaseUrl, template] = [databases.get(dataDir), process.env.E2E_PREPARED_DATABASE];
  if (databaseUrl === undefined) return;
  databases.delete(dataDir);
  await fetch(new URL(new URL(databaseUrl).pathname, template), { method: "DELETE" });
}

/** What is done with an instance from outside, by the environment that it has. */
function surfaces(
  url: string,
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Pick<SharedInstance, "cli" | "setUp"> {
  return {
    async cli(args, { input, apiKey, url: other, signal, onStderr, isSpawned } = {}) {
      const environment = {
        ...env,
        PATCHOPS_URL: other ?? url,
        ...(apiKey === undefined ? {} : { PATCHOPS_API_KEY: apiKey }),
      };
      const given = {
        ...(input === undefined ? {} : { input }),
        ...(onStderr === undefined ? {} : { onStderr }),
      };
      if (isSpawned) {
        const command = [join(root, "apps/cli/bin/patchops.js"), ...args];
        return runCommand(process.execPath, command, {
          ...{ env: environment, ...given },
          ...(signal === undefined ? {} : { signal }),
        });
      }
      const testing = await import("@patchops/cli/testing");
      return testing.runCommand(args, {
        ...{ config: testing.readConfig(environment), ...given },
        ...(signal === undefined ? {} : { interrupted: signal }),
      });
    },
    async setUp(email = "owner@example.com") {
      const token = (await readFile(join(dataDir, "operator-token"), "utf8")).trim();
      const { url: door } = JSON.parse(await readFile(join(dataDir, "server.json"), "utf8"));
      const operator = createClient({ url: door, headers: { "x-patchops-operator": token } }).operator;
      return operator.createAccount.mutate({ email, password: "correct horse battery" });
    },
  };
}

/**
 * The instance that `setup` of `prepared-instance.ts` has started for all test files that need nothing of one but an account
 * each: a start takes two to three seconds of a core.
 */
export function sharedInstance(): SharedInstance {
  const { E2E_SHARED_URL: url, E2E_SHARED_DIR: dataDir } = process.env;
  if (!url || !dataDir) throw new Error("no instance is shared");
  const env = { PATH: process.env.PATH, HOME: dataDir, LANG: "C.UTF-8", PATCHOPS_DATA_DIR: dataDir };
  return { url, dataDir, ...surfaces(url, dataDir, env) };
}

/** Starts an instance on a free port with upstreams on loopback allowed. */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  const dataDir = options.dataDir ?? (await newDirectory(options));
  const databaseUrl = databases.get(dataDir);
  const env = {
    PATH: process.env.PATH,
    HOME: dataDir,
    LANG: "C.UTF-8",
    PORT: "0",
    PATCHOPS_DATA_DIR: dataDir,
    PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*",
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...options.env,
  };
  const child = spawn(process.execPath, ["--max-semi-space-size=8", "apps/server/src/serve.mjs"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    printed += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    printed += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const url = await waitForUrl(child, () => printed).catch((error: unknown) => {
    // Whoever tries again finds the directory free.
    child.kill("SIGKILL");
    throw error;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the instance has no process id");

  const instance: Instance = {
    url,
    dataDir,
    databaseUrl,
    pid,
    output: () => printed,
    ...surfaces(url, dataDir, env),
    async end(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
    async dispose() {
      await instance.end();
      await Promise.all([endOrphanedPostgres(dataDir), dropDatabase(dataDir)]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return instance;
}

/** After a kill -9 the database goes on, to be taken over by the next start; a test that starts none ends it here. */
async function endOrphanedPostgres(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || pid <= 1) return;
  try {
    process.kill(pid, "SIGINT");
  } catch {
    return;
  }
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
