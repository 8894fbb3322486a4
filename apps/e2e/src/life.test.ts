import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@patchops/sdk";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { connectClient } from "./connect-client.ts";
import { connectDemo } from "./connect-demo.ts";
import { runCommand } from "./run-command.ts";
import { type Instance, startInstance } from "./start-instance.ts";

const main = fileURLToPath(new URL("../../server/src/serve.mjs", import.meta.url));
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Starts a server that cannot start. */
const attempt = (env: Record<string, string>) =>
  runCommand(process.execPath, [main], { env: { PATH: process.env.PATH, PORT: "0", ...env } });

async function directory(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops life "));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

const lines = (output: string) => output.trim().split("\n");

/** One goes through all of it: a start from nothing takes as long as most of what is looked at after it. */
describe("the life of an instance", () => {
  let instance: Instance;
  let apiKey: string;
  const startAgain = async () => {
    instance = await startInstance({ dataDir: instance.dataDir });
  };
  afterAll(() => instance?.dispose());

  it("starts from nothing", async () => {
    instance = await startInstance({ isFromNothing: true });
    ({ apiKey } = await instance.setUp());
    await connectDemo(instance, apiKey);
  });

  it("has its data directory for itself", async () => {
    const { code, stderr } = await attempt({ PATCHOPS_DATA_DIR: instance.dataDir });
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(2);
    expect(stderr).toContain("in use by another PatchOps");
  });

  it("ends cleanly on SIGTERM and finds its data again; programs are interrupted with their calls: they may be run again", async () => {
    const before = createClient({ url: instance.url, apiKey });
    const { executionId } = await before.execution.start.mutate({
      code: "await tools.demo.slow_report({ seconds: 20 })",
      detached: true,
    });
    await expect.poll(async () => (await before.executions.get(executionId)).calls.length).toBe(1);
    // Who follows it hears of its end before the server goes.
    const followed = (async () => {
      for await (const event of before.executions.events(executionId)) {
        if (event.type === "state" && event.status === "interrupted") return event.status;
      }
      return "no end";
    })();
    expect(await instance.end("SIGTERM")).toBe(0);
    expect(await followed).toBe("interrupted");
    await startAgain();
    const client = createClient({ url: instance.url, apiKey });
    expect(await client.executions.get(executionId)).toMatchObject({
      status: "interrupted",
      error: { code: "interrupted", retryable: true },
    });
    const activity = await instance.cli(["activity", "--json"], { apiKey });
    expect(JSON.parse(activity.stdout)).toMatchObject([{ outcome: "interrupted" }]);
    const tools = await instance.cli(["tools", "list", "--json"], { apiKey });
    expect(JSON.parse(tools.stdout).length).toBe(8);
  });

  it("heals after kill -9: the database is taken over, no acknowledged call is lost, one under way is interrupted", async () => {
    for (let call = 0; call < 3; call += 1) {
      expect((await instance.cli(["call", "demo_list_orders", "--args", "{}"], { apiKey })).code).toBe(0);
    }
    const client = await connectClient(`${instance.url}/mcp`, apiKey);
    const underWay = Promise.withResolvers<void>();
    const slow = client.callTool({ name: "demo_slow_report", arguments: { seconds: 20 } }, undefined, {
      onprogress: () => underWay.resolve(),
    });
    await Promise.race([underWay.promise, slow]);
    await instance.end("SIGKILL");
    // Its transport goes on trying to take the stream up again.
    await Promise.all([expect(slow).rejects.toThrow(), client.close()]);

    await startAgain();
    const calls = JSON.parse((await instance.cli(["activity", "--json"], { apiKey })).stdout);
    // The first is of the program that its end cut off.
    expect(calls.map((call: { outcome: string }) => call.outcome).sort()).toEqual([
      "interrupted",
      "interrupted",
      "ok",
      "ok",
      "ok",
    ]);
    const usage = JSON.parse((await instance.cli(["usage", "--json"], { apiKey })).stdout);
    expect(usage).toMatchObject({ calls: 5, failures: 2 });
  });
});

describe("what cannot start", () => {
  it("says that a port is taken and how to start all the same", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    cleanups.push(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await attempt({ PORT: String(port), PATCHOPS_DATA_DIR: await directory() });
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([`Port ${port} is taken.`, `Start with: PORT=${port + 1} npm start`]);
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
