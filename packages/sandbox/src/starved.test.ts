import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { SandboxTrouble } from "./sandbox.ts";
import { createTestSandbox } from "./test-sandbox.ts";

/** Threads and processes end between a look at the list and a look at them. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The sandbox processes of this one. */
function children(): number[] {
  return readdirSync("/proc/self/task").flatMap((thread) =>
    readIfThere(`/proc/self/task/${thread}/children`)
      .split(" ")
      .filter((pid) => pid !== "" && readIfThere(`/proc/${pid}/cmdline`).includes("boot.mjs"))
      .map(Number),
  );
}

function trouble() {
  const told: SandboxTrouble[] = [];
  const times: number[] = [];
  const onTrouble = (one: SandboxTrouble) => {
    told.push(one);
    times.push(performance.now());
  };
  return { told, times, onTrouble };
}

test("a process that gets no time of the machine is waited for, with its deadlines", async () => {
  const { told, onTrouble } = trouble();
  const { sandbox, run } = createTestSandbox({ spares: 0, onTrouble });
  try {
    await run("return 0");
    const [pid] = children();
    expect(pid).toBeDefined();
    let calls = 0;
    const invoke = async () => {
      calls += 1;
      return "1";
    };
    const patient = run("await tools.a.b(); await new Promise((r) => setTimeout(r, 300)); return 1", {
      limits: { timeoutMs: 60_000 },
      invoke,
    });
    const overdue = run("await tools.a.b(); await new Promise(() => setTimeout(() => {}, 60_000))", {
      limits: { timeoutMs: 2_500 },
      invoke,
    });
    await expect.poll(() => calls, { interval: 5 }).toBe(2);
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
  const { told, times, onTrouble } = trouble();
  const { sandbox, run } = createTestSandbox({ spares: 1, onTrouble });
  try {
    while (told.length < 5) {
      for (const pid of children()) process.kill(pid, "SIGKILL");
      await wait(10);
    }
    expect(sandbox.stats()).toMatchObject({ started: 5, failuresInRow: 5 });
    expect(told.at(-1)).toMatchObject({ kind: "failed", reason: "signal SIGKILL", failuresInRow: 5 });
    // Between them at least 100, 200, 400 and 800 ms; a busy machine only adds to that.
    expect(Number(times[4]) - Number(times[0])).toBeGreaterThan(1_450);
    expect((await run("return 1", { limits: { timeoutMs: 20_000 } })).result).toBe(1);
    expect(sandbox.stats().failuresInRow).toBe(0);
  } finally {
    await sandbox.close();
  }
}, 40_000);
