import type { Plan } from "./plan.ts";

/** A limit that the operator may set for one organization: where it stands in a plan, and how it is called. */
export interface PlanField {
  label: string;
  unit: "count" | "seconds" | "milliseconds" | "megabytes" | "bytes" | "days" | "word";
  /** Whether there may be no limit. */
  hasNone: boolean;
}

const count = { unit: "count", hasNone: true } as const;
const ceiling = { unit: "count", hasNone: false } as const;
const days = { unit: "days", hasNone: true } as const;

/** By their paths in `Plan`, in the order that people read them in. */
export const planFields = {
  callsPerMonth: { label: "Calls a month", ...count },
  executionsPerMonth: { label: "Runs a month", ...count },
  cpuSecondsPerMonth: { label: "CPU seconds of runs a month", unit: "seconds", hasNone: true },
  limits: { label: "Beyond these", unit: "word", hasNone: false },
  "rate.organizationPerMinute": { label: "Calls a minute of the organization", ...ceiling },
  "rate.keyPerMinute": { label: "Calls a minute of a key", ...ceiling },
  connections: { label: "Connections", ...count },
  members: { label: "Members", ...count },
  concurrentCalls: { label: "Calls at once", ...ceiling },
  concurrentExecutions: { label: "Runs at once", ...ceiling },
  "execution.timeoutMs": { label: "One run: time", unit: "milliseconds", hasNone: false },
  "execution.cpuMs": { label: "One run: CPU time", unit: "milliseconds", hasNone: false },
  "execution.memoryMb": { label: "One run: memory", unit: "megabytes", hasNone: false },
  "execution.maxToolCalls": { label: "One run: tool calls", ...ceiling },
  "execution.maxConcurrentToolCalls": { label: "One run: tool calls at once", ...ceiling },
  "execution.outputBytes": { label: "One run: result", unit: "bytes", hasNone: false },
  "execution.logBytes": { label: "One run: logs", unit: "bytes", hasNone: false },
  "keepDays.calls": { label: "Calls are kept", ...days },
  "keepDays.runs": { label: "Runs are kept", ...days },
  "keepDays.payloads": { label: "Arguments and results are kept", ...days },
} as const satisfies Record<string, PlanField>;

export type PlanFieldName = keyof typeof planFields;

export function isPlanField(name: string): name is PlanFieldName {
  return Object.hasOwn(planFields, name);
}

/** What a plan says of a field; a rate that there is none of is null. */
export function planFieldOf(plan: Plan, name: PlanFieldName): number | string | null {
  const [group, key] = name.split(".");
  const value: unknown =
    key === undefined ? Reflect.get(plan, name) : Reflect.get(Object(Reflect.get(plan, group ?? "")), key);
  return typeof value === "number" || typeof value === "string" ? value : null;
}
