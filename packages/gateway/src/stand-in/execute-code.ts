import { AppError } from "@patchops/contract";
import type { JsonObject } from "@patchops/protocol";
import {
  type Context,
  cancelExecution,
  type Forwarding,
  getExecution,
  requireOwnExecution,
  startExecution,
} from "@patchops/services";
import type { MethodRequest } from "../perform.ts";
import { followRun } from "./follow-run.ts";
import { presentRun } from "./present-run.ts";
import { textArgument } from "./text-argument.ts";

/** Questions that come together are answered together, where the client itself cannot be asked. */
const gatherMs = 100;
/** A client that comes back to a run that waits waits a little with it, shorter than clients wait for a result. */
const resumePatienceMs = 20_000;

interface Asked {
  request: MethodRequest;
  given: JsonObject;
  forwarding: Forwarding;
}

/**
 * Runs a program of a client's model, or goes on with one that it started before: until it has ended, or waits for somebody whom
 * the client cannot ask. Whoever gives up the call that started a run ends the run. Throws what `startExecution` throws,
 * `not_found` for a run that is not their own, `invalid_input`, and `cancelled`.
 */
export async function executeCode(context: Context, asked: Asked): Promise<JsonObject> {
  const { given } = asked;
  if (given.resume !== undefined) {
    if (given.code !== undefined) {
      throw new AppError("invalid_input", "execute_code takes code or resume, not both.");
    }
    return resume(context, asked);
  }
  const { code, input, timeoutMs } = given;
  const { request, forwarding } = asked;
  const { executionId } = await startExecution(
    context,
    {
      code: textArgument(code, "code"),
      ...(input === undefined ? {} : { input }),
      ...(timeoutMs === undefined ? {} : { timeoutMs: millisecondsOf(timeoutMs) }),
    },
    { promptSessionId: request.promptSessionId },
  );
  const { signal } = forwarding;
  // What the server itself has given up (it stops, or waited for an answer for long) goes on, and can be picked up.
  const end = () => {
    if (signal.reason instanceof AppError) return;
    cancelExecution(context, { executionId }).catch((error: unknown) => {
      context.services.log.warn({ err: error, executionId }, "A run whose client has gone goes on");
    });
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    // It may have logged before it is followed.
    await followRun(context, { executionId, since: "", request, forwarding, patienceMs: gatherMs });
  } finally {
    signal.removeEventListener("abort", end);
  }
  return answer(context, executionId, { signal, page: undefined });
}

async function resume(context: Context, { request, given, forwarding }: Asked): Promise<JsonObject> {
  const executionId = textArgument(given.resume, "resume");
  if (!/^[0-9a-f-]{36}$/i.test(executionId)) {
    throw new AppError("invalid_input", "resume takes the executionId of a run.");
  }
  const page = given.page;
  if (page !== undefined && !(Number.isInteger(page) && Number(page) >= 1)) {
    throw new AppError("invalid_input", "Pages count from 1.");
  }
  await requireOwnExecution(context, { executionId });
  const since = new Date().toISOString();
  await followRun(context, { executionId, since, request, forwarding, patienceMs: resumePatienceMs });
  const { signal } = forwarding;
  return answer(context, executionId, { signal, page: page === undefined ? undefined : Number(page) });
}

async function answer(
  context: Context,
  executionId: string,
  { signal, page }: { signal: AbortSignal; page: number | undefined },
): Promise<JsonObject> {
  if (signal.aborted) throw new AppError("cancelled", "The call was cancelled.", { sent: true });
  return presentRun(await getExecution(context, { executionId }), { page });
}

function millisecondsOf(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 100) {
    // More than any plan has is cut to what the plan has.
    return Math.min(value, 3_600_000);
  }
  throw new AppError("invalid_input", "timeoutMs is a whole number of milliseconds, 100 or more.");
}
