import type { CompiledProgram } from "./compile/compiled-program.ts";
import { describeError } from "./describe-error.ts";
import type { ChildOutcome, ThrownError } from "./message.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunError, RunStatus } from "./run-result.ts";

/** By code; in words for whoever set the limits, be it a form, a command or a program. */
const nextSteps: Record<string, string> = {
  timeout:
    "Give it a longer timeout (--timeout-ms, timeoutMs), as far as the plan allows, or let it do less at once.",
  cpu_limit: "Compute less in one run: split it in parts, or take smaller lists and texts.",
  memory_limit:
    "Give it more memory (--memory-mb, memoryMb), as far as the plan allows, or handle large answers in parts.",
  never_settles: "Look for a promise that nothing resolves, or a timer that was cleared before it fired.",
  replay_diverged:
    "Run the program anew. It may depend on what no log holds, such as when the engine collects its garbage.",
  tool_calls_exceeded:
    "Allow more calls (--max-tool-calls, maxToolCalls), as far as the plan does, or split the work in several runs.",
  output_too_large: "Return only the fields and rows that are needed.",
};

/** A wait worth a word. */
const toldQueueMs = 100;

interface Described {
  status: RunStatus;
  /** Absent when the program gave `undefined`. */
  result?: unknown;
  error?: RunError;
}

/** How a run ended, in the words of its author: statuses, stable codes, positions in the author's own source. */
export function describeOutcome(
  outcome: ChildOutcome,
  {
    request,
    compiled,
    queueMs,
    unhandled,
  }: {
    request: RunRequest;
    compiled: CompiledProgram | undefined;
    queueMs: number;
    /** A promise that was rejected while nothing awaited it. */
    unhandled: ThrownError | null;
  },
): Described {
  const { limits } = request;
  switch (outcome.kind) {
    case "succeeded":
      return succeeded(outcome.text, limits.outputBytes);
    case "thrown":
      return compiled
        ? thrown(describeError(request.code, compiled, outcome.error), limits.memoryMb)
        : broken();
    case "syntax": {
      if (!compiled) return broken();
      const error = describeError(request.code, compiled, syntaxError(outcome.message));
      return { status: "failed", error };
    }
    case "quota":
      return failed(
        "quota_exceeded",
        outcome.code,
        outcome.code === "tool_calls_exceeded" ? tooManyCalls(limits.maxToolCalls) : outcome.message,
      );
    case "timed_out":
      return failed(
        "timed_out",
        "timeout",
        timedOut(limits.timeoutMs, request.placeWaitMs === undefined ? Math.round(queueMs) : 0),
      );
    case "unplaced":
      return {
        status: "timed_out",
        error: {
          name: "Error",
          code: "no_place",
          message: `The program waited ${Math.round(queueMs)} ms for a free place, until its time was over, and did not begin. Nothing of it ran and nothing is charged: run it again, with a longer timeout or fewer programs at once.`,
          retryable: true,
        },
      };
    case "stuck":
      return failed(
        "timed_out",
        "cpu_limit",
        "The program was ended in the middle of an operation that nothing can interrupt.",
      );
    case "cpu":
      return failed("timed_out", "cpu_limit", `The program computed for more than ${limits.cpuMs} ms.`);
    case "memory":
      return failed("memory_exceeded", "memory_limit", tooLarge(limits.memoryMb));
    case "cancelled":
      return failed("cancelled", "cancelled", "The run was cancelled.");
    case "stalled":
      return stalled(
        unhandled !== null && compiled ? describeError(request.code, compiled, unhandled) : undefined,
      );
    case "broken":
      return broken();
    case "diverged":
      return failed(
        "failed",
        "replay_diverged",
        `The program does not go the way of its log. ${outcome.message}`,
      );
    case "log_ended":
      return failed(
        "interrupted",
        "log_ended",
        "The run's log ends here: what the program waits for was never answered.",
      );
  }
}

/** What was rejected unheard is most often why nothing goes on. */
function stalled(unhandled: RunError | undefined): Described {
  const cause =
    "The program waits for something that never happens: no call and no timer is left that could go on.";
  const { status, error } = failed("failed", "never_settles", cause);
  if (!unhandled) return { status, error };
  const before = `Before that, a promise was rejected while nothing awaited it: ${unhandled.name}: ${unhandled.message}`;
  return { status, error: { ...unhandled, ...error, message: `${cause} ${before}` } };
}

function timedOut(timeoutMs: number, queueMs: number): string {
  if (queueMs < toldQueueMs) return `The program ran longer than ${timeoutMs} ms.`;
  return `The program had not ended after ${timeoutMs} ms; ${queueMs} ms of them it waited for a free place.`;
}

/** Searches and reads count here as well, so it does not say "tool calls". */
function tooManyCalls(most: number): string {
  if (most === 0) return "The program made a call, and this run may make none.";
  return `The program made more than the ${most === 1 ? "one call" : `${most} calls`} that this run may make.`;
}

function tooLarge(memoryMb: number): string {
  return `The program needed more than ${memoryMb} MB.`;
}

function succeeded(text: string | null, outputBytes: number): Described {
  if (text === null) return { status: "succeeded" };
  if (Buffer.byteLength(text) > outputBytes) {
    return failed("quota_exceeded", "output_too_large", `The result is larger than ${outputBytes} bytes.`);
  }
  try {
    return { status: "succeeded", result: JSON.parse(text) };
  } catch {
    // Only a process that was taken over answers with anything else.
    return broken();
  }
}

/** V8 answers a buffer beyond the limit with an error, which a program may catch; uncaught it is the limit's. */
function thrown(error: RunError, memoryMb: number): Described {
  if (error.message !== "Array buffer allocation failed") return { status: "failed", error };
  const { status, error: words } = failed("memory_exceeded", "memory_limit", tooLarge(memoryMb));
  return { status, error: { ...error, ...words, name: error.name } };
}

function syntaxError(message: string): ThrownError {
  const place = / \[program\.ts:(\d+):(\d+)\]$/.exec(message);
  return {
    name: "SyntaxError",
    message: message.replace(/ \[[^\]]*\]$/, ""),
    code: "syntax_error",
    stack: place ? `SyntaxError\n    at program.ts:${place[1]}:${place[2]}` : null,
    retryable: null,
    connection: null,
    tool: null,
    causes: [],
  };
}

function broken(): Described {
  const message = "The program could not be run.";
  return { status: "failed", error: { name: "Error", code: "internal", message, retryable: true } };
}

function failed(status: RunStatus, code: string, message: string): Described & { error: RunError } {
  const next = nextSteps[code];
  return { status, error: { name: "Error", code, message, ...(next === undefined ? {} : { next }) } };
}
