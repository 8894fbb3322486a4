import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "@patchops/contract";
import type { LiveRun } from "../live-run.ts";
import type { WorkflowHeader } from "../log/stored-entry.ts";
import type { GivenCall } from "../tool-bridge.ts";

/**
 * Makes a workflow's call again, as often as its settings say, with a pause that doubles: where it never left, or where a second one
 * changes nothing. Each attempt is a call with a row of its own; the upstream hears one and the same idempotency key.
 */
export async function retryCall(
  run: { live: LiveRun; workflow: WorkflowHeader | undefined; repeatCalls: boolean },
  given: GivenCall,
  call: (given: GivenCall) => Promise<string>,
): Promise<string> {
  const { attempts = 1, backoffMs = 0, maxBackoffMs = 0 } = run.workflow?.callRetries ?? {};
  if (attempts === 1) return call(given);
  const signal = AbortSignal.any([run.live.abort.signal, run.live.pause.signal, given.signal]);
  let isRepeatable = run.repeatCalls;
  const onRepeatable = (is: boolean) => {
    isRepeatable ||= is;
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call({ ...given, onRepeatable, ...(attempt > 1 && { made: undefined }) });
    } catch (error) {
      const isLast = attempt >= attempts || signal.aborted || !(error instanceof AppError);
      if (isLast || !mayHelp(error, isRepeatable)) throw error;
      const pauseMs = Math.min(maxBackoffMs, backoffMs * 2 ** (attempt - 1));
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}

function mayHelp(error: AppError, isRepeatable: boolean): boolean {
  if (error.code === "tool_error") return isRepeatable;
  return error.retryable && (error.sent === false || isRepeatable);
}
