import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "@patchops/contract";
import type { LiveRun } from "../live-run.ts";
import type { WorkflowHeader } from "../log/stored-entry.ts";
import type { GivenCall } from "../tool-bridge.ts";
import { outlastOutage } from "./outlast-outage.ts";

/**
 * Makes a workflow's call again, as often as its settings say, with a pause that doubles: where it never left, or where a second one
 * changes nothing. Each time is a call with a row of its own; the upstream hears one and the same idempotency key. While our own database
 * is away it waits, which is none of these.
 */
export async function retryCall(
  run: { live: LiveRun; workflow: WorkflowHeader | undefined; repeatCalls: boolean },
  given: GivenCall,
  call: (given: GivenCall) => Promise<string>,
): Promise<string> {
  if (run.workflow === undefined) return call(given);
  const { attempts, backoffMs, maxBackoffMs } = run.workflow.callRetries;
  const signal = AbortSignal.any([run.live.abort.signal, run.live.pause.signal, given.signal]);
  let isRepeatable = run.repeatCalls;
  let mayHaveLeft = false;
  const onRepeatable = (is: boolean) => {
    mayHaveLeft = true;
    isRepeatable ||= is;
  };
  const mayRepeat = (error: unknown) =>
    isRepeatable || !mayHaveLeft || (error instanceof AppError && error.sent === false);
  const outlast: GivenCall["outlast"] = (part) => outlastOutage(part, { signal, mayRepeat });
  for (let attempt = 1; ; attempt += 1) {
    mayHaveLeft = false;
    try {
      const made = attempt === 1 ? given.made : undefined;
      return await call({ ...given, made, onRepeatable, outlast });
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
