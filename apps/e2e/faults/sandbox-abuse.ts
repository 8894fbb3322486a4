import { createSandbox } from "@patchops/sandbox";
import { abusePrograms } from "@patchops/testing";
import { percentile } from "../bench/load.ts";
import { peakMiB, processTree } from "./process-facts.ts";
import { runIn } from "./run-in.ts";
import type { Suite } from "./suite.ts";

const timeoutMs = 1_500;
const cpuMs = 300;
const innocent =
  "let n = 0; for (let i = 0; i < 5; i++) { await new Promise((r) => setTimeout(r, 20)); n += 1 } return n";

/** Every abuse program in every setting beside an innocent one; the process that would fall with them is this one. */
export const sandboxAbuse: Suite = async () => {
  const sandbox = createSandbox({ warmMemoryMb: 64 });
  const run = runIn(sandbox);
  const programs = abusePrograms();
  let [wrong, lost] = [0, 0];
  const neighbors: number[] = [];
  let overshootMs = 0;
  let largestMiB = 0;
  try {
    for (const { name, code, ends, isOfTimeAlone } of programs) {
      const startedMs = performance.now();
      const neighbor = run(innocent).then((ended) => {
        neighbors.push(performance.now() - startedMs);
        if (ended.result === 5) return;
        lost += 1;
        console.error(`lost beside ${name}: ${ended.status}`);
      });
      const wallMs = ends.includes("timed_out") ? timeoutMs : 10 * timeoutMs;
      const limitMs = isOfTimeAlone ? cpuMs : wallMs;
      const { status, usage, error } = await run(code, { timeoutMs: wallMs, cpuMs: limitMs });
      if (!ends.some((end) => end === status)) {
        wrong += 1;
        console.error(`${name}: ${status} (${error?.code ?? error?.message ?? ""})`);
      }
      if (error?.code === "cpu_limit") overshootMs = Math.max(overshootMs, usage.cpuMs - limitMs);
      await neighbor;
      const own = (await processTree(process.pid)).filter((pid) => pid !== process.pid);
      largestMiB = Math.max(largestMiB, ...(await Promise.all(own.map(peakMiB))).filter(Number.isFinite));
    }
  } finally {
    await sandbox.close();
  }
  return [
    {
      name: "abuse: programs that ended wrongly",
      value: wrong,
      unit: "programs",
      note: `of ${programs.length}`,
      atMost: 0,
    },
    { name: "abuse: neighbors that were lost", value: lost, unit: "runs", note: "", atMost: 0 },
    {
      name: "abuse: a neighbor's p99",
      value: percentile(
        neighbors.toSorted((a, b) => a - b),
        0.99,
      ),
      unit: "ms",
      note: `p50 ${percentile(
        neighbors.toSorted((a, b) => a - b),
        0.5,
      ).toFixed(0)} ms, 100 ms of them waiting`,
    },
    {
      name: "abuse: CPU overshoot",
      value: overshootMs,
      unit: "ms",
      note: "the largest; also where only SIGKILL ends it",
      atMost: 300,
    },
    { name: "abuse: largest process", value: largestMiB, unit: "MiB", note: "peak resident", atMost: 1_800 },
  ];
};
