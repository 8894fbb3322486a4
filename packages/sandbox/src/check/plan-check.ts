import { createRequire } from "node:module";
import { dirname } from "node:path";
import { codeRangeBytes, type LaunchPlan, planProcess } from "../pool/plan-process.ts";

/** How a process for checks is started: it reads the compiler, and has no way to anything else. */
export function planCheck({
  heapMb,
  maxRssBytes,
}: {
  heapMb: number;
  maxRssBytes: number;
}): Promise<LaunchPlan> {
  const compiler = dirname(createRequire(import.meta.url).resolve("typescript-compiler"));
  const checker = dirname(dirname(createRequire(import.meta.url).resolve("@patchops/typecheck")));
  return planProcess({
    flags: [`--max-old-space-size=${heapMb}`],
    main: "check",
    args: [compiler],
    readable: [dirname(compiler), checker],
    needed: `${compiler}/typescript.js`,
    dataBytes: maxRssBytes + codeRangeBytes * 3,
  });
}
