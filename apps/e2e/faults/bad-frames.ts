import { setTimeout as wait } from "node:timers/promises";
import { fuzzMcp, startFullServer, startMcpFixture } from "@patchops/testing";
import { startInstance } from "../src/start-instance.ts";
import { residentMiB } from "./process-facts.ts";
import type { Suite } from "./suite.ts";

/** What the first of them bring into memory stays: code, caches, pools. */
const warmUpFrames = 5_000;
const frames = 100_000;
/** Time for the collector, and for idle connections to go. */
const restMs = 10_000;

/** Frames that are wrong in every way, in whatever time they take: each gets its error, a neighbor notices nothing, memory returns. */
export const badFrames: Suite = async ({ seed }) => {
  const [full, echo] = [await startFullServer("legacy"), await startMcpFixture()];
  const instance = await startInstance();
  try {
    const [sender, neighbor] = [
      await instance.setUp("sender@example.com"),
      await instance.setUp("neighbor@example.com"),
    ];
    await instance.cli(["connections", "add", full.url, "--name", "full"], { apiKey: sender.apiKey });
    await instance.cli(["connections", "add", echo.url, "--name", "echo"], { apiKey: neighbor.apiKey });
    const options = {
      url: instance.url,
      sender: { apiKey: sender.apiKey, prefix: "full_" },
      neighbor: { apiKey: neighbor.apiKey, tool: "echo_echo" },
    };
    const first = await fuzzMcp({ ...options, seed: seed + 1, frames: warmUpFrames });
    await wait(restMs);
    const before = await residentMiB(instance.pid);
    const startedMs = performance.now();
    const report = await fuzzMcp({ ...options, seed, frames });
    const seconds = (performance.now() - startedMs) / 1_000;
    await wait(restMs);
    const after = await residentMiB(instance.pid);
    const faults = [...first.faults, ...report.faults];
    for (const fault of faults) console.error(fault);
    return [
      {
        name: "bad frames: answers that were not right",
        value: faults.length,
        unit: "answers",
        note: `${frames} frames of ${Object.keys(report.kinds).length} kinds in ${seconds.toFixed(0)} s`,
        atMost: 0,
      },
      {
        name: "bad frames: a neighbor's wrong answers",
        value: report.neighbor.wrong,
        unit: "answers",
        note: `${report.neighbor.calls} calls, the slowest ${report.neighbor.slowestMs.toFixed(0)} ms`,
        atMost: 0,
      },
      {
        name: "bad frames: memory after them",
        value: after / before,
        unit: "of before",
        note: `${before.toFixed(0)}, then ${after.toFixed(0)} MiB`,
        atMost: 1.3,
      },
    ];
  } finally {
    await instance.dispose();
    await Promise.all([full.close(), echo.close()]);
  }
};
