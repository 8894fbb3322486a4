import {
  type ExecutionError,
  type ExecutionStatus,
  executionErrorSchema,
  executionStatusSchema,
} from "@patchops/contract";
import type { Services } from "../../context.ts";
import { lastAttempt } from "../durable/last-attempt.ts";
import { runChannel } from "./run-channel.ts";

/** A notification may be lost. */
const pollMs = 1_000;

export interface AwaitedRun {
  executionId: string;
  status: ExecutionStatus;
  result: unknown;
  error: ExecutionError | null;
  isOver: boolean;
}

/** Waits for a workflow's run with all its attempts, on whichever node, until it is over or the signal says that nobody waits any more. */
export async function awaitWorkflowRun(
  { database }: Services,
  { organizationId, rootId }: { organizationId: string; rootId: string },
  signal: AbortSignal,
): Promise<AwaitedRun> {
  let wake: () => void = () => undefined;
  let isTold = false;
  const hear = () => {
    isTold = true;
    wake();
  };
  const stop = await database.listen(runChannel, hear);
  signal.addEventListener("abort", hear);
  try {
    for (;;) {
      isTold = false;
      const last = await database.withOrganization(organizationId, (trx) =>
        lastAttempt(trx, { organizationId, rootId }),
      );
      const isOver = last === undefined || last.state === "ended";
      if (isOver || signal.aborted) {
        return {
          executionId: last?.executionId ?? rootId,
          status: executionStatusSchema.parse(last?.status ?? "interrupted"),
          result: last?.result ?? undefined,
          error: executionErrorSchema.safeParse(last?.error).data ?? null,
          isOver,
        };
      }
      if (isTold) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    signal.removeEventListener("abort", hear);
    await stop();
  }
}
