import {
  causeLines,
  type Execution,
  type ExecutionCall,
  type ExecutionError,
  isExecutionFinished,
} from "@patchops/contract";
import type { JsonObject } from "@patchops/protocol";
import { pageOfResult } from "./page-of-result.ts";
import { takeBlobs } from "./take-blobs.ts";

const shownLogLines = 20;
const shownLogLength = 400;
const shownCalls = 20;

/** A run as the result of `execute_code`: whole for programs, and as a text that a model can go on from. */
export function presentRun(execution: Execution, { page }: { page: number | undefined }): JsonObject {
  const { executionId, status, error, toolCalls } = execution;
  const isOver = isExecutionFinished(status);
  const { value, blocks } = takeBlobs(execution.result);
  const part = value === undefined ? null : pageOfResult(value, page ?? 1);
  const logs = execution.logs.slice(-shownLogLines).map(({ level, text }) => ({ level, text: cut(text) }));
  const { cpuMs, wallMs, queueMs, memoryPeakBytes } = execution.usage;
  const lines = [
    ...(status === "succeeded" ? [resultText(executionId, part)] : []),
    ...(error ? [errorText(error)] : []),
    ...(isOver ? [] : [waitText(execution)]),
    ...(page === undefined ? [logText(execution, logs)] : []),
    ...(status === "succeeded" || !isOver ? [] : [callsText(execution.calls)]),
    `${status}, ${toolCalls} tool ${toolCalls === 1 ? "call" : "calls"}, ${Math.round(wallMs)} ms, executionId ${executionId}`,
  ];
  return {
    content: [{ type: "text", text: lines.filter((line) => line !== "").join("\n\n") }, ...blocks],
    structuredContent: {
      executionId,
      status,
      ...resultFields(value, part),
      ...(error ? { error } : {}),
      ...(execution.approvals.length > 0 ? { approvals: execution.approvals } : {}),
      ...(execution.waitsFor.length > 0 ? { waitsFor: execution.waitsFor } : {}),
      logs,
      toolCalls,
      usage: { cpuMs, wallMs, queueMs, memoryPeakBytes },
    },
    ...(isOver && status !== "succeeded" ? { isError: true } : {}),
  };
}

type Part = ReturnType<typeof pageOfResult> | null;

function resultFields(value: unknown, part: Part): JsonObject {
  if (part === null) return {};
  return part.pages === 1 ? { result: value } : { resultPage: part };
}

function resultText(executionId: string, part: Part): string {
  if (part === null) return "The program returned nothing.";
  const { text, page, pages, characters } = part;
  if (pages === 1) return text;
  const more =
    page < pages
      ? ` The next: execute_code({ "resume": "${executionId}", "page": ${page + 1} }). Or return less: filter in the program.`
      : "";
  return `${text}\n\n[Page ${page} of ${pages} of a result of ${characters} characters.${more}]`;
}

function errorText(error: ExecutionError) {
  const { name, code, message, line, column, frame, next, connection, tool } = error;
  const what = code === undefined ? name : `${name} (${code})`;
  const where =
    line === undefined ? "" : ` at line ${line}${column === undefined ? "" : `, column ${column}`}`;
  const isOfTool = connection !== undefined && tool !== undefined;
  return [
    `${what}${isOfTool ? ` of ${connection}.${tool}` : ""}${where}: ${message}`,
    frame ?? "",
    ...causeLines(error),
    next ?? "",
    isOfTool ? `Its types: describe_tools({ "names": [${JSON.stringify(pathOf(connection, tool))}] })` : "",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function pathOf(...names: string[]): string {
  const parts = names.map((name) =>
    /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`,
  );
  return `tools${parts.join("")}`;
}

function waitText({ executionId, status, approvals, waitsFor }: Execution): string {
  const asks = [
    ...approvals.map(
      ({ message, url }) => `${message} Its arguments are shown there, to approve or deny: ${url}`,
    ),
    ...waitsFor.map(({ name, message, url }) => `${message} Sign in to ${name}: ${url}`),
  ];
  const resume = `execute_code({ "resume": "${executionId}" })`;
  if (asks.length > 0) {
    return `The program waits, and goes on where it is when somebody has answered. Give the user this:\n${asks.join("\n")}\nThen pick up what it comes to: ${resume}. Do not run it again: what it has done is done.`;
  }
  if (status === "needs_decision") {
    return `A call of the program may or may not have been made, and a person has to decide how it goes on. Then: ${resume}`;
  }
  return `The program goes on. Pick up what it comes to: ${resume}`;
}

function cut(text: string): string {
  return text.length > shownLogLength ? `${text.slice(0, shownLogLength).toWellFormed()}…` : text;
}

function logText({ logs }: Execution, shown: readonly { level: string; text: string }[]): string {
  if (shown.length === 0) return "";
  const title =
    shown.length < logs.length ? `Logs, the last ${shown.length} of ${logs.length} lines` : "Logs";
  return `${title}:\n${shown.map(({ level, text }) => `${level}: ${text}`).join("\n")}`;
}

/** What a program that failed has done already: it is not to be done again. */
function callsText(calls: readonly ExecutionCall[]): string {
  const counts = new Map<string, number>();
  for (const { connection, tool, state } of calls) {
    // A fetch is of no connection.
    const key = `${connection && `${connection}.`}${tool} ${state.replaceAll("_", " ")}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return "";
  const groups = [...counts]
    .slice(0, shownCalls)
    .map(([key, count]) => (count > 1 ? `${key} × ${count}` : key));
  return `Calls that were made: ${groups.join(", ")}${counts.size > shownCalls ? ", …" : ""}.`;
}
