import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryDirectory } from "@patchops/testing";
import { type SharedInstance, surfaces } from "./shared-instance.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

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
