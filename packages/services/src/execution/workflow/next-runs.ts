import { AppError, type NextRuns, type NextRunsInput, nextRunsInput } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { nextTimes } from "./next-times.ts";

/** The next five times of a schedule that is being written. One that cannot be read yet is no error: the answer says why. */
export function nextRuns(context: Context, rawInput: NextRunsInput): NextRuns {
  requireAccess(context, "workflow.nextRuns");
  const schedule = nextRunsInput.parse(rawInput);
  try {
    return { times: nextTimes(schedule), problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { times: [], problem: `${error.message} ${error.next ?? ""}`.trimEnd() };
  }
}
