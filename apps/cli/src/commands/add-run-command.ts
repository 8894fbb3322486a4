import type { AwaitedApproval, AwaitedSignIn, Execution, ExecutionEvent } from "@patchops/contract";
import type { Run } from "@patchops/sdk";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { duration } from "../duration.ts";
import { exitCodeOfRun } from "../exit-code.ts";
import { parseCount } from "../parse-count.ts";
import { readJson } from "../read-json.ts";
import { readText } from "../read-text.ts";
import { safeLine, safeText } from "../safe-text.ts";

interface RunOptions {
  timeoutMs?: number;
  memoryMb?: number;
  input?: string;
  wait: boolean;
}

/** `patchops run`: a program in the sandbox, its logs as they come. */
export function addRunCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("run")
    .description("run a TypeScript or JavaScript program in the sandbox; Ctrl+C cancels it")
    .argument("<file>", "the program, or - for standard input")
    .option("--timeout-ms <ms>", "the longest that it may take", parseCount)
    .option("--memory-mb <mb>", "the most memory that it may use", parseCount)
    .option("--input <json>", "what the program finds as `input`: JSON, @file, or -")
    .option(
      "--no-wait",
      "fail at once where a tool needs a sign-in or an approval, in place of waiting for you",
    )
    .action(async (file: string, { timeoutMs, memoryMb, input, wait }: RunOptions) => {
      const client = cli.client();
      const code = await readText(terminal, file);
      const value = input === undefined ? undefined : await readJson(terminal, input, "--input");
      const run = client.execute(code, {
        input: value,
        timeoutMs,
        memoryMb,
        waitForSignIn: wait,
        waitForApproval: wait,
        // A CLI that dies takes its run along.
        detached: false,
        signal: terminal.interrupted,
      });
      await follow(run, cli);
      const execution = await run.result();
      output.answer(answerOf(execution), () => present(execution));
      if (!output.isJson) output.note(statusLine(execution, cli));
      const { error } = execution;
      if (error?.next !== undefined) output.next(safeText(error.next));
      cli.exitWith(terminal.interrupted.aborted ? 130 : exitCodeOfRun(execution));
    });
}

/** Prints logs, and what the run waits for, until it has ended. */
async function follow(run: Run, { output, terminal }: Cli): Promise<void> {
  const asked = new Set<string>();
  const ask = ({ name, url }: AwaitedSignIn) => {
    if (asked.has(url)) return;
    asked.add(url);
    output.note(`Waiting for you to sign in to ${safeLine(name)}: ${url}`);
  };
  const askToApprove = ({ id, tool, url }: AwaitedApproval) => {
    if (asked.has(url)) return;
    asked.add(url);
    output.note(`Waiting for an approval of ${safeLine(tool)}: ${url}`);
    output.note(`or, in another shell: patchops approvals approve ${id}`);
  };
  const print = (event: ExecutionEvent) => {
    if (event.type === "state") {
      const { waitsFor = [], approvals = [] } = event;
      waitsFor.forEach(ask);
      approvals.forEach(askToApprove);
      if (event.status === "running") asked.clear();
    }
    if (event.type !== "log") return;
    const { level, text } = event.log;
    output.note(level === "warn" || level === "error" ? `${level}: ${safeText(text)}` : safeText(text));
  };
  for await (const event of run.events()) print(event);
  if (terminal.interrupted.aborted) output.note("Cancelled.");
}

/** The shape that scripts read. */
function answerOf(execution: Execution) {
  const { executionId, status, result = null, error, logs, toolCalls, usage } = execution;
  return { executionId, status, result, error, logs, toolCalls, usage };
}

function present({ result, error }: Execution): string {
  if (error !== null) {
    const place = error.line === undefined ? "" : `\n    at line ${error.line}`;
    return `${safeText(`${error.name}: ${error.message}`)}${error.frame ? `\n${safeText(error.frame)}` : place}`;
  }
  if (result === undefined) return "";
  return typeof result === "string" ? safeText(result) : JSON.stringify(result, null, 2);
}

/** A wait for a place that is worth a word. */
const toldQueueMs = 100;

function statusLine({ status, usage, toolCalls }: Execution, { output: { colors } }: Cli): string {
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
