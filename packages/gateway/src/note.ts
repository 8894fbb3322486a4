import { AppError } from "@patchops/contract";
import { type Recorder, recordSessionEvent } from "@patchops/services";

interface Noted {
  promptSessionId: string | undefined;
  /** The MCP method, or what is waited for. */
  kind: string;
  subject: string | null;
}

/** Runs what is no metered call, and writes in its session's record that it was, how long it took and how it ended. */
export async function note<Result>(
  recorder: Recorder,
  { promptSessionId, kind, subject }: Noted,
  run: () => Promise<Result>,
  outcomeOf: (result: Result) => string = () => "ok",
): Promise<Result> {
  if (promptSessionId === undefined) return run();
  const startedMs = Date.now();
  const from = performance.now();
  const record = (outcome: string, errorCode: string | null) =>
    recordSessionEvent(recorder, {
      ...{ promptSessionId, kind, subject, outcome, errorCode, startedMs },
      totalMs: performance.now() - from,
    });
  try {
    const result = await run();
    record(outcomeOf(result), null);
    return result;
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    record(code === "cancelled" ? "cancelled" : "error", code);
    throw error;
  }
}
