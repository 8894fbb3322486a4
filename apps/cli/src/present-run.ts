import { causeLines, type Execution } from "@patchops/contract";
import type { Cli } from "./cli.ts";
import { duration } from "./duration.ts";
import { safeText } from "./safe-text.ts";

/** The shape that scripts read. */
export function runAnswer(execution: Execution) {
  const { executionId, status, result = null, error, logs, toolCalls, usage } = execution;
  return { executionId, status, result, error, logs, toolCalls, usage };
}

/** What it returned, or why it failed. */
export function presentRun({ result, error }: Pick<Execution, "result" | "error">): string {
  if (error !== null) {
    const place = error.line === undefined ? "" : `\n    at line ${error.line}, column ${error.column ?? 1}`;
    const causes = causeLines(error).map((line) => `\n${safeText(line)}`);
    return `${safeText(`${error.name}: ${error.message}`)}${error.frame ? `\n${safeText(error.frame)}` : place}${causes.join("")}`;
  }
  if (result === undefined) return "";
  return typeof result === "string" ? safeText(result) : JSON.stringify(result, null, 2);
}

/** A wait for a place that is worth a word. */
const toldQueueMs = 100;

export function runStatusLine(
  { status, usage, toolCalls }: Pick<Execution, "status" | "usage" | "toolCalls">,
  { output: { colors } }: Cli,
): string {
  const parts = [
    status.replaceAll("_", " "),
    duration(usage.wallMs),
    ...(usage.queueMs >= toldQueueMs ? [`waited ${duration(usage.queueMs)}`] : []),
    `CPU ${duration(usage.cpuMs)}`,
    ...(usage.memoryPeakBytes > 0 ? [`${Math.ceil(usage.memoryPeakBytes / 1_048_576)} MB`] : []),
    `${toolCalls} ${toolCalls === 1 ? "call" : "calls"}`,
  ];
  return colors.dim(parts.join(" · "));
}
