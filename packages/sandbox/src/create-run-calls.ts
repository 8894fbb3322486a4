import { AppError, errorBody } from "@patchops/contract";
import type { ChildMessage } from "./message.ts";
import type { Child } from "./pool/start-child.ts";
import type { Hold, RunRequest, ToolInvocation } from "./run-request.ts";

export type CallMessage = Extract<ChildMessage, { type: "call" }>;

/** The calls of one start of a run: no more of them at once than its limits allow, their answers back to its process. */
export interface RunCalls {
  add(message: CallMessage): void;
  /** Tells whoever works on a `fetch` that nobody waits for it; it is answered all the same. */
  abandon(sequence: number): void;
  /** No answer is given any more, and no call made. */
  freeze(): void;
  /** Answers that are still to come are dropped, and whoever works on them is told by the signal. */
  end(): void;
}

const waitingKinds = new Set(["step", "sleep", "approval", "workflow"]);
const waits = ({ kind }: CallMessage) => waitingKinds.has(kind);
/** What answers them has nothing to lose: they are asked again, and answered the same. */
const askedAgain = new Set([...waitingKinds, "search", "describe"]);

export function createRunCalls(
  runId: number,
  { request, child, hold }: { request: RunRequest; child: Child; hold: Hold },
): RunCalls {
  const { maxConcurrentToolCalls, toolBytes } = request.limits;
  let waiting: CallMessage[] = [];
  let active = 0;
  /** Those that work for nobody: no limit is theirs. */
  let apart = 0;
  let isEnded = false;
  // Made by the first call: many programs make none, and a controller is not cheap.
  let abort: AbortController | undefined;
  /** Of each `fetch` underway. */
  const abandoning = new Map<number, AbortController>();

  function signalOf({ sequence, kind }: CallMessage, { signal }: AbortController): AbortSignal {
    if (kind !== "fetch") return signal;
    const own = new AbortController();
    abandoning.set(sequence, own);
    return AbortSignal.any([signal, own.signal]);
  }

  async function invoke(message: CallMessage, signal: AbortSignal): Promise<void> {
    let isOk = true;
    let text: string;
    try {
      text = await request.invoke(invocationOf(message), signal, hold);
      if (Buffer.byteLength(text) > toolBytes) {
        throw new AppError("result_too_large", `The answer is larger than ${toolBytes} bytes.`);
      }
    } catch (error) {
      isOk = false;
      text = failureText(error);
    }
    const isCounted = !waits(message);
    if (isCounted) active -= 1;
    else apart -= 1;
    if (message.kind === "fetch") abandoning.delete(message.sequence);
    if (isEnded) return;
    const answered = answer(message, isOk, text);
    const next = isCounted ? waiting.shift() : undefined;
    if (next) start(next);
    await answered;
  }

  async function answer({ sequence, kind }: CallMessage, isOk: boolean, text: string): Promise<void> {
    request.record?.(["answer", sequence, isOk, text]);
    if (request.whenStored && !askedAgain.has(kind)) {
      await request.whenStored();
      // Whoever goes on with the run finds it in the log.
      if (isEnded) return;
    }
    child.send({ type: "answer", runId, sequence, isOk, text });
  }

  function start(message: CallMessage): void {
    if (waits(message)) apart += 1;
    else active += 1;
    abort ??= new AbortController();
    void invoke(message, signalOf(message, abort));
  }

  return {
    add(message) {
      if (isEnded) return;
      if (active >= maxConcurrentToolCalls && !waits(message)) waiting.push(message);
      else start(message);
    },
    abandon(sequence) {
      if (isEnded) return;
      const error = new AppError("cancelled", "The program gave the request up.", { sent: false });
      abandoning.get(sequence)?.abort(error);
      const given = waiting.find((call) => call.sequence === sequence && call.kind === "fetch");
      if (given === undefined) return;
      waiting = waiting.filter((call) => call !== given);
      void answer(given, false, failureText(error));
    },
    freeze() {
      isEnded = true;
      waiting = [];
    },
    end() {
      isEnded = true;
      waiting = [];
      if (active + apart > 0) abort?.abort(new AppError("cancelled", "The run has ended."));
    },
  };
}

function failureText(error: unknown): string {
  const { code, message, retryable } = errorBody(error);
  return JSON.stringify([code, message, retryable]);
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
