import { createRequire } from "node:module";
import { dirname } from "node:path";
import { codeRangeBytes, type LaunchPlan, planProcess } from "./plan-process.ts";

export interface ChildSize {
  /** Isolates that may exist at once, waiting ones included. */
  isolates: number;
  /** Memory limit for which isolates are made ahead. */
  memoryMb: number;
  /** What the process may really use. */
  maxRssBytes: number;
}

/** How a process for programs is started. */
export function planLaunch({ isolates, memoryMb, maxRssBytes }: ChildSize): Promise<LaunchPlan> {
  const addon = dirname(createRequire(import.meta.url).resolve("isolated-vm"));
  const gyp = dirname(createRequire(`${addon}/`).resolve("node-gyp-build"));
  return planProcess({
    // isolated-vm asks for it: its isolates do not share Node's own start-up snapshot.
    flags: ["--no-node-snapshot", "--allow-addons"],
    main: "run",
    args: [isolates, memoryMb, maxRssBytes].map(String),
    // node-gyp-build asks whether this is Alpine before it picks a binary.
    readable: [addon, `${dirname(addon)}/node-gyp-build`, gyp, "/etc/alpine-release"],
    needed: `${addon}/package.json`,
    // The code ranges of ended isolates go a little later, on a busy machine several at once.
    dataBytes: maxRssBytes + codeRangeBytes * (isolates + 8),
  });
}
