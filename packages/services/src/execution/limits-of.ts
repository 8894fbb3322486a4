import type { Plan, StartExecutionInput } from "@patchops/contract";
import type { Limits } from "@patchops/sandbox";

/** Where nobody says otherwise. Of the others it is what the plan allows. */
const defaults = { timeoutMs: 60_000, memoryMb: 128 };

/** What one run may use: what was asked for, cut to what the plan allows. */
export function limitsOf(asked: Partial<StartExecutionInput>, plan: Plan["execution"]): Limits {
  const cut = (name: keyof Limits, ceiling = plan[name]) => Math.min(asked[name] ?? ceiling, plan[name]);
  return {
    timeoutMs: cut("timeoutMs", defaults.timeoutMs),
    cpuMs: cut("cpuMs"),
    memoryMb: cut("memoryMb", defaults.memoryMb),
    outputBytes: cut("outputBytes"),
    logBytes: cut("logBytes"),
    logLines: cut("logLines"),
    maxToolCalls: cut("maxToolCalls"),
    maxConcurrentToolCalls: cut("maxConcurrentToolCalls"),
    toolBytes: cut("toolBytes"),
  };
}
