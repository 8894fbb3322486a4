import type { Execution } from "@patchops/contract";
import { waitFor } from "@patchops/testing";
import type { Context } from "../context.ts";
import { getExecution } from "./index.ts";

/** A run once it has ended, for tests. Rejects after 20 s. */
export function untilEnded(context: Context, executionId: string): Promise<Execution> {
  return waitFor(
    async () => {
      const execution = await getExecution(context, { executionId });
      return execution.finishedAt === null ? undefined : execution;
    },
    { timeoutMs: 20_000 },
  );
}
