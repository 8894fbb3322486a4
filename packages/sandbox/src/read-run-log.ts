import { hash } from "node:crypto";
import type { CallMessage } from "./create-run-calls.ts";
import type { ReplayPlan } from "./message.ts";
import { preludeVersion } from "./prelude-version.ts";
import type { LogBeginning, LogEntry, StepItem } from "./run-log.ts";

/** What a run's log says, for a program that is to go the same way again. */
export interface ReadLog {
  seed: number[];
  plan: Pick<ReplayPlan, "times" | "steps" | "answers">;
  /** Answers that the program had not been given yet; the plan ends with them. */
  ending: LogEntry | null;
  has(sequence: number): boolean;
  /** Why a call is not the one that stands in the log at its place; null = it is, or stands nowhere. */
  check(call: CallMessage): string | null;
  hasAnswer(sequence: number): boolean;
  /** A call of the log that was not checked yet. */
  missing(): string | null;
}

export const hashOf = (text: string): string => hash("sha256", text, "base64url");

/** Answers a text where the log is of another program or another prelude. */
export function readRunLog(
  log: readonly LogEntry[],
  program: string,
  { anyPrelude = false }: { anyPrelude?: boolean } = {},
): ReadLog | string {
  const first = log.findLastIndex(([type]) => type === "begin");
  const beginning = log[first]?.[1] as LogBeginning | undefined;
  if (!beginning) return "The log does not say how the program began.";
  if (beginning.programHash !== hashOf(program)) return "The log was written by another program.";
  if (!anyPrelude && beginning.preludeVersion !== preludeVersion()) {
    return `The log was written under version ${beginning.preludeVersion} of the sandbox, this is version ${preludeVersion()}.`;
  }
  const calls = new Map<number, Extract<LogEntry, ["call", ...unknown[]]>>();
  const answers = new Map<number, Extract<LogEntry, ["answer", ...unknown[]]>>();
  const open = new Set<number>();
  const times: number[] = [];
  const steps: [number, StepItem[]][] = [];
  for (const entry of log.slice(first + 1)) {
    if (entry[0] === "call") calls.set(entry[1], entry);
    else if (entry[0] === "times") for (const part of entry[1]) times.push(part);
    else if (entry[0] === "step") steps.push([entry[1], entry[2]]);
    else if (entry[0] === "answer") {
      answers.set(entry[1], entry);
      open.add(entry[1]);
    }
  }
  for (const [, items] of steps) for (const item of items) if (item[0] === "answer") open.delete(item[1]);
  let ending: LogEntry | null = null;
  if (open.size > 0) {
    const items = [...open].map((sequence): StepItem => ["answer", sequence]);
    const elapsedMs = steps.at(-1)?.[0] ?? 0;
    steps.push([elapsedMs, items]);
    ending = ["step", elapsedMs, items];
  }
  const unseen = new Map(calls);
  return {
    seed: beginning.seed,
    ending,
    plan: {
      times,
      steps,
      answers: [...answers.values()].map(([, sequence, isOk, text]) => [sequence, isOk, text]),
    },
    has: (sequence) => calls.has(sequence),
    check(call) {
      const recorded = calls.get(call.sequence);
      if (!recorded) return null;
      unseen.delete(call.sequence);
      const [, sequence, kind, connection, tool, argsHash] = recorded;
      const was = nameOf({ kind, connection, tool });
      const is = nameOf(call);
      if (was !== is) return `Call ${sequence} was one of ${was}, and is one of ${is} now.`;
      if (argsHash !== hashOf(call.args)) return `Call ${sequence} of ${is} has other arguments now.`;
      return null;
    },
    hasAnswer: (sequence) => answers.has(sequence),
    missing() {
      const [next] = unseen.values();
      if (!next) return null;
      const [, sequence, kind, connection, tool] = next;
      return `Call ${sequence} of ${nameOf({ kind, connection, tool })} is not made now.`;
    },
  };
}

function nameOf(call: { kind: string; connection: string | null; tool: string | null }): string {
  if (call.kind !== "tool") return call.kind;
  return `tools.${call.connection ?? ""}.${call.tool ?? ""}`;
}
