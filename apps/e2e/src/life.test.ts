import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient } from "@patchops/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { connectClient } from "./connect-client.ts";
import { type Instance, runCommand, startInstance } from "./start-instance.ts";

const main = fileURLToPath(new URL("../../server/src/serve.mjs", import.meta.url));
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(dataDir?: string): Promise<Instance> {
  const instance = await startInstance(dataDir === undefined ? {} : { dataDir });
  cleanups.push(() => instance.dispose());
  return instance;
}

/** Starts a server that cannot start. */
const attempt = (env: Record<string, string>) =>
  runCommand(process.execPath, [main], { env: { PATH: process.env.PATH, PORT: "0", ...env } });

async function directory(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops life "));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

const lines = (output: string) => output.trim().split("\n");

/** The processes that work in a directory: of a stopped instance none may be left. */
async function processesIn(dataDir: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const worksIn = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      return worksIn.startsWith(dataDir) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function postmasterPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
}

/** Calls a demo tool again and again, four at a time. */
function callOnAndOn(client: ReturnType<typeof createClient>) {
  let acknowledged = 0;
  let isOver = false;
  const caller = async () => {
    while (!isOver) {
      const call = client.tools.call("demo_list_orders", { limit: 1 }, { timeoutMs: 30_000 });
      await call.then(
        () => {
          acknowledged += 1;
        },
        () => setTimeout(50),
      );
    }
  };
  const callers = Promise.all([caller(), caller(), caller(), caller()]);
  return {
    acknowledged: () => acknowledged,
    async end() {
      isOver = true;
      await callers;
    },
  };
}

describe.runIf(process.platform === "linux")("the embedded database's own misfortunes", () => {
  async function loaded() {
    const instance = await start();
    const { apiKey } = await instance.setUp();
    await instance.cli(["connections", "add", "demo"], { apiKey });
    const client = createClient({ url: instance.url, apiKey });
    const load = callOnAndOn(client);
    await expect.poll(load.acknowledged, { timeout: 10_000 }).toBeGreaterThan(20);
    const isReady = async () => (await fetch(`${instance.url}/readyz`)).status === 200;
    /** Whether the load goes on, and each acknowledged call is one row. */
    async function endsWhole() {
      const before = load.acknowledged();
      await expect.poll(load.acknowledged, { timeout: 15_000 }).toBeGreaterThan(before + 20);
      await load.end();
      await expect
        .poll(
          async () => {
            const usage = await client.usage.summary();
            return usage.calls - usage.failures;
          },
          { timeout: 15_000 },
        )
        .toBe(load.acknowledged());
    }
    return { instance, isReady, endsWhole };
  }

  it("starts it again when it is killed under load, each time, and counts every acknowledged call once", async () => {
    const { instance, isReady, endsWhole } = await loaded();
    for (let turn = 0; turn < 2; turn += 1) {
      const killed = await postmasterPid(instance.dataDir);
      process.kill(killed, "SIGKILL");
      await expect
        .poll(() => postmasterPid(instance.dataDir).catch(() => killed), { timeout: 15_000 })
        .not.toBe(killed);
      await expect.poll(isReady, { timeout: 15_000 }).toBe(true);
    }
    await endsWhole();
    expect(instance.output()).toContain("the database ended by itself; it is started again");
    expect(instance.output().split("the job queue had an error").length).toBeLessThan(20);
    expect(await instance.end("SIGTERM")).toBe(0);
    expect(await processesIn(instance.dataDir)).toEqual([]);
  }, 120_000);

  it("waits for one that is frozen, and counts every acknowledged call once", async () => {
    const { instance, isReady, endsWhole } = await loaded();
    const frozen = await processesIn(join(instance.dataDir, "postgres"));
    expect(frozen).toContain(await postmasterPid(instance.dataDir));
    for (const pid of frozen) process.kill(pid, "SIGSTOP");
    await setTimeout(4_000);
    for (const pid of frozen) process.kill(pid, "SIGCONT");
    await expect.poll(isReady, { timeout: 15_000 }).toBe(true);
    expect(await postmasterPid(instance.dataDir)).toBe(frozen.find((pid) => pid === Math.min(...frozen)));
    await endsWhole();
  }, 120_000);
});

describe("the life of an instance", () => {
  it
    .runIf(process.platform === "linux")
    .each<[string, NodeJS.Signals, (dataDir: string) => Promise<boolean>]>([
      [
        "its database is made",
        "SIGINT",
        async (dataDir) => (await readdir(dataDir)).includes("postgres.new"),
      ],
      [
        "the database starts",
        "SIGTERM",
        async (dataDir) => (await readdir(dataDir)).includes("postgres.log"),
      ],
      ["the database runs", "SIGINT", async (dataDir) => (await postmasterPid(dataDir)) > 0],
      ["the journal opens", "SIGTERM", async (dataDir) => (await readdir(dataDir)).includes("journal")],
      ["it is nearly there", "SIGINT", async (dataDir) => (await readdir(dataDir)).includes("server.json")],
    ])("leaves nothing running when it is stopped while %s", async (_when, signal, isThen) => {
    const dataDir = await directory();
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH, PORT: "0", PATCHOPS_DATA_DIR: dataDir },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output = text(child.stdout);
    const ended = once(child, "exit");
    while (child.exitCode === null && !(await isThen(dataDir).catch(() => false))) await setTimeout(5);
    child.kill(signal);
    expect((await ended)[0]).toBe(0);
    expect(await output).toContain(`Stopping (${signal})`);
    expect(await processesIn(dataDir)).toEqual([]);
    expect(await readdir(dataDir)).not.toContain("server.json");
    await start(dataDir);
  });

  it("interrupts programs when it stops, with their calls: they may be run again", async () => {
    const first = await start();
    const { apiKey } = await first.setUp();
    await first.cli(["connections", "add", "demo"], { apiKey });
    const before = createClient({ url: first.url, apiKey });
    const { executionId } = await before.execution.start.mutate({
      code: "await tools.demo.slow_report({ seconds: 20 })",
      detached: true,
    });
    await expect
      .poll(async () => (await before.executions.get(executionId)).calls.length, { timeout: 10_000 })
      .toBe(1);
    // Who follows it hears of its end before the server goes.
    const followed = (async () => {
      for await (const event of before.executions.events(executionId)) {
        if (event.type === "state" && event.status === "interrupted") return event.status;
      }
      return "no end";
    })();
    expect(await first.end("SIGTERM")).toBe(0);
    expect(await followed).toBe("interrupted");
    const second = await start(first.dataDir);
    const client = createClient({ url: second.url, apiKey });
    expect(await client.executions.get(executionId)).toMatchObject({
      status: "interrupted",
      error: { code: "interrupted", retryable: true },
    });
    const activity = await second.cli(["activity", "--json"], { apiKey });
    expect(JSON.parse(activity.stdout)).toMatchObject([{ outcome: "interrupted" }]);
  });

  it("ends cleanly on SIGTERM and finds its data again", async () => {
    const first = await start();
    const { apiKey } = await first.setUp();
    await first.cli(["connections", "add", "demo"], { apiKey });
    expect(await first.end("SIGTERM")).toBe(0);
    const second = await start(first.dataDir);
    const tools = await second.cli(["tools", "list", "--json"], { apiKey });
    expect(JSON.parse(tools.stdout).length).toBe(7);
  });

  it("heals after kill -9: the database is taken over, no acknowledged call is lost, one under way is interrupted", async () => {
    const first = await start();
    const { apiKey } = await first.setUp();
    await first.cli(["connections", "add", "demo"], { apiKey });
    for (let call = 0; call < 3; call += 1) {
      expect((await first.cli(["call", "demo_list_orders", "--args", "{}"], { apiKey })).code).toBe(0);
    }
    const client = await connectClient(`${first.url}/mcp`, apiKey);
    const underWay = Promise.withResolvers<void>();
    const slow = client.callTool({ name: "demo_slow_report", arguments: { seconds: 20 } }, undefined, {
      onprogress: () => underWay.resolve(),
    });
    await Promise.race([underWay.promise, slow]);
    await first.end("SIGKILL");
    // Its transport goes on trying to take the stream up again.
    await Promise.all([expect(slow).rejects.toThrow(), client.close()]);

    const second = await start(first.dataDir);
    const calls = JSON.parse((await second.cli(["activity", "--json"], { apiKey })).stdout);
    expect(calls.map((call: { outcome: string }) => call.outcome).sort()).toEqual([
      "interrupted",
      "ok",
      "ok",
      "ok",
    ]);
    const usage = JSON.parse((await second.cli(["usage", "--json"], { apiKey })).stdout);
    expect(usage).toMatchObject({ calls: 4, failures: 1 });
  });

  it("says that a port is taken and how to start all the same", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    cleanups.push(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await attempt({ PORT: String(port), PATCHOPS_DATA_DIR: await directory() });
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([`Port ${port} is taken.`, `Start with: PORT=${port + 1} npm start`]);
  });

  it("refuses a data directory that another instance uses", async () => {
    const instance = await start();
    const { code, stderr } = await attempt({ PATCHOPS_DATA_DIR: instance.dataDir });
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(2);
    expect(stderr).toContain("in use by another PatchOps");
  });

  it("names a wrong setting and what it takes", async () => {
    const { code, stderr } = await attempt({ PATCHOPS_SIGNUP: "perhaps" });
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual(["The setting PATCHOPS_SIGNUP is wrong.", "Use open, waitlist or closed."]);
  });

  it("says what to do about a damaged master key, and leaves it as it is", async () => {
    const dataDir = await directory();
    await writeFile(join(dataDir, "master.key"), "not a key");
    await chmod(join(dataDir, "master.key"), 0o600);
    const { code, stderr } = await attempt({ PATCHOPS_DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(lines(stderr)[1]).toContain("master.key from a backup");
  });
});
