import { AppError, errorBody } from "@patchops/contract";
import type { CompiledProgram } from "./compile/compiled-program.ts";
import { mapPosition } from "./compile/map-position.ts";
import { describeError } from "./describe-error.ts";
import type { ChildMessage, ChildOutcome, ThrownError } from "./message.ts";
import type { Child } from "./pool/start-child.ts";
import type { LogLevel, RunEvent } from "./run-event.ts";
import type { RunRequest, ToolInvocation } from "./run-request.ts";
import type { RunError, RunResult, RunStatus } from "./run-result.ts";

const levels: readonly string[] = ["debug", "info", "log", "warn", "error"];
const kinds: readonly string[] = ["tool", "search", "describe", "resource", "prompt"];

type CallMessage = Extract<ChildMessage, { type: "call" }>;
type LogMessage = Extract<ChildMessage, { type: "log" }>;
type EndMessage = Extract<ChildMessage, { type: "end" }>;

/** One run as the parent sees it: its calls, its budgets, its end. It outlives the child when it is run anew. */
export interface ActiveRun {
  readonly id: number;
  readonly request: RunRequest;
  readonly compiled: CompiledProgram;
  attempt: number;
  /** The last CPU time that the child told. */
  cpuMs: number;
  /** Set when the parent ends the child because of this run. */
  ending: ChildOutcome | undefined;
  isOver(): boolean;
  toolCalls(): number;
  begin(child: Child): void;
  onLog(message: LogMessage): void;
  onCall(message: CallMessage): void;
  onEnd(message: EndMessage): void;
  /** Ends the run without a word of the child. */
  end(outcome: ChildOutcome): void;
  interrupt(): void;
  /** No process can be had for it. */
  refuse(error: AppError): void;
}

export function createActiveRun(
  id: number,
  request: RunRequest,
  compiled: CompiledProgram,
  handlers: { onOver(result: RunResult): void; onRefused(error: AppError): void },
): ActiveRun {
  const { limits } = request;
  const input = inputText(request.input);
  let child: Child | undefined;
  let abort = new AbortController();
  let startedAt = performance.now();
  let toolCalls = 0;
  let activeCalls = 0;
  let waitingCalls: CallMessage[] = [];
  let logBytes = 0;
  let logLines = 0;
  let logsDropped = 0;
  let isOver = false;

  function finish(
    status: RunStatus,
    memoryPeakBytes: number,
    part: { result?: unknown; error?: RunError },
  ): void {
    if (isOver) return;
    isOver = true;
    waitingCalls = [];
    abort.abort(new AppError("cancelled", "The run has ended."));
    const wallMs = round(performance.now() - startedAt);
    handlers.onOver({
      status,
      ...part,
      usage: { cpuMs: round(run.cpuMs), wallMs, memoryPeakBytes, toolCalls },
      logsDropped,
    });
  }

  function fail(status: RunStatus, error: RunError, memoryPeakBytes = 0): void {
    finish(status, memoryPeakBytes, { error });
  }

  function conclude(outcome: ChildOutcome, memoryPeakBytes: number): void {
    switch (outcome.kind) {
      case "succeeded":
        succeed(outcome.text, memoryPeakBytes);
        return;
      case "thrown":
        failThrown(describeError(request.code, compiled, outcome.error), memoryPeakBytes);
        return;
      case "syntax":
        fail("failed", syntaxError(outcome.message), memoryPeakBytes);
        return;
      case "quota":
        fail("quota_exceeded", limitError(outcome.code, outcome.message), memoryPeakBytes);
        return;
      case "timed_out":
        fail(
          "timed_out",
          limitError("timeout", `The program ran longer than ${limits.timeoutMs} ms.`),
          memoryPeakBytes,
        );
        return;
      case "cpu":
        fail(
          "timed_out",
          limitError("cpu_limit", `The program computed for more than ${limits.cpuMs} ms.`),
          memoryPeakBytes,
        );
        return;
      case "memory":
        fail(
          "memory_exceeded",
          limitError("memory_limit", `The program needed more than ${limits.memoryMb} MB.`),
          memoryPeakBytes,
        );
        return;
      case "cancelled":
        fail(
          "cancelled",
          { name: "Error", code: "cancelled", message: "The run was cancelled." },
          memoryPeakBytes,
        );
        return;
      case "stalled":
        fail(
          "failed",
          {
            name: "Error",
            code: "never_settles",
            message:
              "The program waits for something that never happens: no call and no timer is left that could go on.",
          },
          memoryPeakBytes,
        );
        return;
      case "broken":
        fail(
          "failed",
          { name: "Error", code: "internal", message: "The program could not be run.", retryable: true },
          memoryPeakBytes,
        );
    }
  }

  /** V8 answers a buffer beyond the limit with an error, which a program may catch; uncaught it is the limit's. */
  function failThrown(error: RunError, memoryPeakBytes: number): void {
    if (error.message !== "Array buffer allocation failed") fail("failed", error, memoryPeakBytes);
    else fail("memory_exceeded", { ...error, code: "memory_limit" }, memoryPeakBytes);
  }

  function succeed(text: string | null, memoryPeakBytes: number): void {
    if (text === null) {
      finish("succeeded", memoryPeakBytes, {});
      return;
    }
    if (Buffer.byteLength(text) > limits.outputBytes) {
      const message = `The result is larger than ${limits.outputBytes} bytes.`;
      fail("quota_exceeded", limitError("output_too_large", message), memoryPeakBytes);
      return;
    }
    let result: unknown;
    try {
      result = JSON.parse(text);
    } catch {
      // Only a process that was taken over answers with anything else.
      conclude({ kind: "broken" }, memoryPeakBytes);
      return;
    }
    finish("succeeded", memoryPeakBytes, { result });
  }

  function syntaxError(message: string): RunError {
    const place = / \[program\.ts:(\d+):(\d+)\]$/.exec(message);
    const error: ThrownError = {
      name: "SyntaxError",
      message: message.replace(/ \[[^\]]*\]$/, ""),
      code: "syntax_error",
      stack: place ? `SyntaxError\n    at program.ts:${place[1]}:${place[2]}` : null,
      retryable: null,
      connection: null,
      tool: null,
    };
    return describeError(request.code, compiled, error);
  }

  async function invoke(message: CallMessage): Promise<void> {
    const caller = child;
    const { signal } = abort;
    const call: ToolInvocation = {
      sequence: message.sequence,
      kind: message.kind as ToolInvocation["kind"],
      ...(message.connection === null ? {} : { connection: message.connection }),
      ...(message.tool === null ? {} : { tool: message.tool }),
      args: message.args,
    };
    let isOk = true;
    let text: string;
    try {
      text = await request.invoke(call, signal);
      if (Buffer.byteLength(text) > limits.toolBytes) {
        throw new AppError("result_too_large", `The answer is larger than ${limits.toolBytes} bytes.`);
      }
    } catch (error) {
      isOk = false;
      const { code, message: reason, retryable } = errorBody(error);
      text = JSON.stringify([code, reason, retryable]);
    }
    if (isOver || signal.aborted) return;
    activeCalls -= 1;
    caller?.send({ type: "answer", runId: id, sequence: message.sequence, isOk, text });
    const next = waitingCalls.shift();
    if (next) startCall(next);
  }

  function startCall(message: CallMessage): void {
    activeCalls += 1;
    void invoke(message);
  }

  function tell(event: RunEvent): void {
    try {
      request.onEvent?.(event);
    } catch {
      // A listener that fails is a fault of ours; it must not look like one of the program or of the process.
      fail("failed", {
        name: "Error",
        code: "internal",
        message: "The events of the run could not be delivered.",
      });
      child?.send({ type: "cancel", runId: id });
    }
  }

  const run: ActiveRun = {
    id,
    request,
    compiled,
    attempt: 0,
    cpuMs: 0,
    ending: undefined,
    isOver: () => isOver,
    toolCalls: () => toolCalls,
    begin(next) {
      child = next;
      run.attempt += 1;
      run.ending = undefined;
      abort = new AbortController();
      startedAt = performance.now();
      logBytes = 0;
      logLines = 0;
      logsDropped = 0;
      tell({
        type: "state",
        status: "running",
        at: new Date().toISOString(),
        attempt: run.attempt,
      });
      if (isOver) return;
      const { timeoutMs, cpuMs, memoryMb, outputBytes, maxToolCalls, toolBytes } = limits;
      next.send({
        type: "run",
        runId: id,
        script: compiled.script,
        headLength: compiled.headLength,
        input,
        limits: {
          timeoutMs,
          cpuMs,
          memoryMb,
          outputBytes,
          maxToolCalls,
          toolBytes,
          logBytes: limits.logBytes,
          logLines: limits.logLines,
        },
      });
    },
    onLog(message) {
      if (isOver || !levels.includes(message.level)) return;
      // The prelude keeps this budget too; here it holds even if a program got around the prelude.
      const sizeBytes = Buffer.byteLength(message.text);
      if (logLines >= limits.logLines || logBytes + sizeBytes > limits.logBytes) {
        logsDropped += 1;
        return;
      }
      logLines += 1;
      logBytes += sizeBytes;
      tell({
        type: "log",
        level: message.level as LogLevel,
        text: message.text,
        at: new Date(message.atMs).toISOString(),
        ...(message.line === null ? {} : { line: mapPosition(compiled, message.line, 1).line }),
      });
    },
    onCall(message) {
      if (isOver || !kinds.includes(message.kind)) return;
      toolCalls += 1;
      if (toolCalls > limits.maxToolCalls) {
        const text = `The program made more than ${limits.maxToolCalls} tool calls.`;
        fail("quota_exceeded", limitError("tool_calls_exceeded", text));
        child?.send({ type: "cancel", runId: id });
      } else if (activeCalls >= limits.maxConcurrentToolCalls) waitingCalls.push(message);
      else startCall(message);
    },
    onEnd(message) {
      run.cpuMs = message.cpuMs;
      logsDropped += message.logsDropped;
      conclude(message.outcome, message.memoryPeakBytes);
    },
    end: (outcome) => conclude(outcome, outcome.kind === "memory" ? limits.memoryMb * 1_048_576 : 0),
    refuse(error) {
      if (isOver) return;
      isOver = true;
      handlers.onRefused(error);
    },
    interrupt() {
      fail("interrupted", {
        name: "Error",
        code: "interrupted",
        message:
          "Another program of the organization took the process down. Calls that were made are not repeated by themselves; run the program again.",
        retryable: true,
      });
    },
  };
  return run;
}

function inputText(input: unknown): string | null {
  if (input === undefined) return null;
  try {
    return JSON.stringify(input) ?? null;
  } catch (cause) {
    throw new AppError("invalid_input", "The input must be JSON.", { cause });
  }
}

function limitError(code: string, message: string): RunError {
  return { name: "Error", code, message };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
