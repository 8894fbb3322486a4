import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient } from "@patchops/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { postmasterPid, processesIn } from "../src/data-directory.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";

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

async function directory(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops life "));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
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

describe("a server that is stopped while it starts", () => {
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
});
