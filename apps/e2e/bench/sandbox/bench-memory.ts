import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../report.ts";
import { withSandbox } from "./setting.ts";

const few = 4;
const many = 24;

/** Resident memory that an isolate in waiting takes: a process with many of them against one with few. */
export async function benchMemory(): Promise<Row[]> {
  if (process.platform !== "linux") return [];
  const [small, large] = [await residentBytes(few), await residentBytes(many)];
  return [
    {
      name: "memory of a warm isolate",
      value: (large - small) / (many - few) / 1_048_576,
      unit: "MB",
      note: `a child with ${few + 3} of them ${Math.round(small / 1_048_576)} MB`,
      atMost: 1,
    },
  ];
}

function residentBytes(runsPerChild: number): Promise<number> {
  return withSandbox({ runsPerChild, spares: 0, maxChildren: 1 }, async (run) => {
    await run("return 1");
    // Time for its isolates to be made.
    await sleep(1_500);
    return Math.max(...childrenOf(process.pid).map(residentOf));
  });
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && statusOf(pid, "PPid") === parent);
}

function residentOf(pid: number): number {
  return statusOf(pid, "VmRSS") * 1_024;
}

function statusOf(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  } catch {
    // Gone meanwhile.
    return 0;
  }
}
