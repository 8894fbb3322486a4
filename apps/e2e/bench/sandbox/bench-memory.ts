import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import ivm from "isolated-vm";
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
    {
      name: "memory of an isolate with an empty context",
      value: (await emptyBytes()) / 1_048_576,
      unit: "MB",
      note: "what V8 itself takes, the same way",
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

/** Of isolates that nothing was loaded into, in this process. */
async function emptyBytes(): Promise<number> {
  const isolates: ivm.Isolate[] = [];
  const add = async () => {
    const isolate = new ivm.Isolate();
    isolates.push(isolate);
    await isolate.createContext();
  };
  for (let index = 0; index < few; index += 1) await add();
  const before = residentOf(process.pid);
  for (let index = few; index < many; index += 1) await add();
  const bytes = (residentOf(process.pid) - before) / (many - few);
  for (const isolate of isolates) isolate.dispose();
  return bytes;
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
