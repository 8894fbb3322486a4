import {
  type ExecutionError,
  type ExecutionStatus,
  executionErrorSchema,
  executionStatusSchema,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
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

/** `onMove` hears, as far as it is noticed, where the run is: its state, the step that began last. Waits for a workflow's run with all its attempts, on whichever node, until it is over or the signal says that nobody waits any more. */
export async function awaitWorkflowRun(
  { database }: Services,
  { organizationId, rootId }: { organizationId: string; rootId: string },
  { signal, onMove }: { signal: AbortSignal; onMove?: (words: string) => void },
): Promise<AwaitedRun> {
  let wake: () => void = () => undefined;
  let isTold = false;
  let known = "";
  const hear = () => {
    isTold = true;
    wake();
  };
  const stop = await database.listen(runChannel, hear);
  signal.addEventListener("abort", hear);
  try {
    for (;;) {
      isTold = false;
      const { last, step } = await database.withOrganization(organizationId, async (trx) => {
        const last = await lastAttempt(trx, { organizationId, rootId });
        return { last, step: onMove && last && (await lastStep(trx, organizationId, last.executionId)) };
      });
      const words = [(last?.status ?? "gone").replaceAll("_", " "), ...(step ? [step] : [])].join(": ");
      if (onMove && words !== known) onMove(words);
      known = words;
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

async function lastStep(
  trx: Transaction,
  organizationId: string,
  executionId: string,
): Promise<string | undefined> {
  const row = await trx
    .selectFrom("executionEvents")
    .select(sql<string>`event -> 'step' ->> 'name'`.as("name"))
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .where(sql<boolean>`event ->> 'type' = 'step'`)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.name;
}
