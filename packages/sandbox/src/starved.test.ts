import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { SandboxTrouble } from "./sandbox.ts";
import { createTestSandbox } from "./test-sandbox.ts";

/** The sandbox processes of this one. */
function children(): number[] {
  return readdirSync("/proc/self/task").flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, "utf8")
      .split(" ")
      .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("boot.mjs"))
      .map(Number),
  );
}

function trouble() {
  const told: SandboxTrouble[] = [];
  return { told, onTrouble: (one: SandboxTrouble) => void told.push(one) };
}

test("a process that gets no time of the machine is waited for, with its deadlines", async () => {
  const { told, onTrouble } = trouble();
  const { sandbox, run } = createTestSandbox({ spares: 0, onTrouble });
  try {
    await run("return 0");
    const [pid] = children();
    expect(pid).toBeDefined();
    const patient = run("await tools.a.b(); await new Promise((r) => setTimeout(r, 300)); return 1", {
      limits: { timeoutMs: 20_000 },
    });
    const overdue = run("await tools.a.b(); await new Promise(() => setTimeout(() => {}, 60_000))", {
      limits: { timeoutMs: 700 },
    });
    await wait(100);
    process.kill(Number(pid), "SIGSTOP");
    await wait(3_500);
    process.kill(Number(pid), "SIGCONT");
    expect(await patient).toMatchObject({ status: "succeeded", result: 1 });
    expect(await overdue).toMatchObject({ status: "timed_out", error: { code: "timeout" } });
    expect(children()).toEqual([pid]);
    expect(told).toEqual([]);
  } finally {
    await sandbox.close();
  }
}, 30_000);

test("processes that end by themselves before they ran anything are replaced ever more rarely, and it is told", async () => {
  const { told, onTrouble } = trouble();
  const { sandbox, run } = createTestSandbox({ spares: 1, onTrouble });
  try {
    const until = performance.now() + 3_000;
    while (performance.now() < until) {
      for (const pid of children()) process.kill(pid, "SIGKILL");
      await wait(10);
    }
    const { started, failuresInRow } = sandbox.stats();
    expect(started).toBeLessThan(8);
    expect(failuresInRow).toBeGreaterThan(2);
    expect(told).toHaveLength(failuresInRow);
    expect(told.at(-1)).toMatchObject({ kind: "failed", reason: "signal SIGKILL", failuresInRow });
    expect((await run("return 1", { limits: { timeoutMs: 20_000 } })).result).toBe(1);
    expect(sandbox.stats().failuresInRow).toBe(0);
  } finally {
    await sandbox.close();
  }
}, 40_000);
