import { AppError, errorBody } from "@patchops/contract";
import type { ChildMessage } from "./message.ts";
import type { Child } from "./pool/start-child.ts";
import type { Hold, RunRequest, ToolInvocation } from "./run-request.ts";

export type CallMessage = Extract<ChildMessage, { type: "call" }>;

/** The calls of one start of a run: no more of them at once than its limits allow, their answers back to its process. */
export interface RunCalls {
  add(message: CallMessage): void;
  /** No answer is given any more, and no call made. */
  freeze(): void;
  /** Answers that are still to come are dropped, and whoever works on them is told by the signal. */
  end(): void;
}

export function createRunCalls(
  runId: number,
  { request, child, hold }: { request: RunRequest; child: Child; hold: Hold },
): RunCalls {
  const { maxConcurrentToolCalls, toolBytes } = request.limits;
  let waiting: CallMessage[] = [];
  let active = 0;
  let isEnded = false;
  // Made by the first call: many programs make none, and a controller is not cheap.
  let abort: AbortController | undefined;

  async function invoke(message: CallMessage, { signal }: AbortController): Promise<void> {
    let isOk = true;
    let text: string;
    try {
      text = await request.invoke(invocationOf(message), signal, hold);
      if (Buffer.byteLength(text) > toolBytes) {
        throw new AppError("result_too_large", `The answer is larger than ${toolBytes} bytes.`);
      }
    } catch (error) {
      isOk = false;
      const { code, message: reason, retryable } = errorBody(error);
      text = JSON.stringify([code, reason, retryable]);
    }
    active -= 1;
    if (isEnded) return;
    request.record?.(["answer", message.sequence, isOk, text]);
    child.send({ type: "answer", runId, sequence: message.sequence, isOk, text });
    const next = waiting.shift();
    if (next) start(next);
  }

  function start(message: CallMessage): void {
    active += 1;
    abort ??= new AbortController();
    void invoke(message, abort);
  }

  return {
    add(message) {
      if (isEnded) return;
      if (active >= maxConcurrentToolCalls) waiting.push(message);
      else start(message);
    },
    freeze() {
      isEnded = true;
      waiting = [];
    },
    end() {
      isEnded = true;
      waiting = [];
      if (active > 0) abort?.abort(new AppError("cancelled", "The run has ended."));
    },
  };
}

function invocationOf(message: CallMessage): ToolInvocation {
  return {
    sequence: message.sequence,
    kind: message.kind as ToolInvocation["kind"],
    ...(message.connection === null ? {} : { connection: message.connection }),
    ...(message.tool === null ? {} : { tool: message.tool }),
    args: message.args,
  };
}
