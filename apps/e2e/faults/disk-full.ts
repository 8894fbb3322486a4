import { execFile } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { startEmbeddedPostgres } from "@patchops/db";
import { startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const run = promisify(execFile);
const sizeBytes = 24 * 1_024 ** 2;

/** Fills what is left of a disk, so that not even a line fits. */
async function fillDisk(directory: string): Promise<void> {
  const ballast = await open(join(directory, "ballast"), "w");
  try {
    for (const size of [1_048_576, 4_096, 1]) {
      const chunk = Buffer.alloc(size, "x");
      for (;;) await ballast.write(chunk);
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    await ballast.close();
  }
}

/**
 * The journal's disk full under load, and free again: no call is answered that leaves no row. Needs root, for a small file system
 * of its own; the database lies elsewhere.
 */
export const diskFull: Suite = async ({ budgetMs }) => {
  if (process.getuid?.() !== 0 || process.platform !== "linux") {
    return [{ name: "disk full: not tried, it needs root on Linux", value: 0, unit: "", note: "" }];
  }
  const [mount, dataDir] = [
    await mkdtemp(join(tmpdir(), "patchops-small-disk-")),
    await mkdtemp(join(tmpdir(), "patchops-soak-")),
  ];
  await run("mount", ["-t", "tmpfs", "-o", `size=${sizeBytes}`, "tmpfs", mount]);
  const postgres = await startEmbeddedPostgres({ dataDir });
  const instance = await startInstance({ dataDir: mount, env: { DATABASE_URL: postgres.connectionString } });
  try {
    const { apiKey } = await instance.setUp();
    await instance.cli(["connections", "add", "demo"], { apiKey });
    const caller = createCaller(() => instance.url, apiKey);
    const stopping = new AbortController();
    const calling = caller.keepCalling("demo_list_orders", { callers: 8, signal: stopping.signal });
    const heals: number[] = [];
    const endMs = performance.now() + budgetMs;
    let refusedWhileFull = 0;
    while (heals.length === 0 || performance.now() < endMs) {
      await wait(1_000);
      await fillDisk(mount);
      for (let turn = 0; turn < 20; turn += 1)
        if (!(await caller.call("demo_list_orders"))) refusedWhileFull += 1;
      await rm(join(mount, "ballast"));
      const freedMs = performance.now();
      while (!(await caller.call("demo_list_orders"))) await wait(50);
      heals.push((performance.now() - freedMs) / 1_000);
    }
    stopping.abort();
    await calling;
    return [
      {
        name: "disk full: slowest healing",
        value: Math.max(...heals),
        unit: "s",
        note: `${heals.length} rounds, ${refusedWhileFull} of ${heals.length * 20} calls refused while it was full`,
        atMost: 10,
      },
      ...(await verifyCounts("disk full", instance.url, caller)),
    ];
  } finally {
    await instance.end();
    await postgres.stop();
    await run("umount", [mount]);
    for (const directory of [mount, dataDir]) await rm(directory, { recursive: true, force: true });
  }
};
