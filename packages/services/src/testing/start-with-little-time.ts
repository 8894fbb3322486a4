import type { ExecutionStatus } from "@patchops/contract";
import { waitFor } from "@patchops/testing";
import type { Context } from "../context.ts";
import { getExecution, startExecution } from "../execution/index.ts";

/**
 * Starts a program with little time of its own and waits until it waits for a person (`status`); with more, where on a busy machine
 * that time was over before. Answers how much it has.
 */
export async function startWithLittleTime(
  context: Context,
  { code, status }: { code: string; status: ExecutionStatus },
): Promise<{ executionId: string; finished: Promise<void>; timeoutMs: number }> {
  for (let timeoutMs = 1_500; ; timeoutMs *= 2) {
    const { executionId, finished } = await startExecution(context, { code, timeoutMs });
    const reached = await waitFor(async () => {
      const run = await getExecution(context, { executionId });
      return run.status === status || run.finishedAt !== null ? run.status : undefined;
    });
    if (reached === status) return { executionId, finished, timeoutMs };
    if (reached !== "timed_out") throw new Error(`the program ended as ${reached}`);
  }
}
