import type { ExecutionEvent } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { storeEvents } from "./persist-events.ts";

/** An event that has no number yet. */
export type NewEvent = ExecutionEvent extends infer Event
  ? Event extends ExecutionEvent
    ? Omit<Event, "sequence">
    : never
  : never;

/** Appends to the events of a run that no node owns; the caller has changed its row, so that nobody else does at the same time. */
export async function appendEvents(
  trx: Transaction,
  run: { organizationId: string; executionId: string },
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const { last } = await trx
    .selectFrom("executionEvents")
    .select(({ fn }) => fn.max("sequence").as("last"))
    .where("organizationId", "=", run.organizationId)
    .where("executionId", "=", run.executionId)
    .executeTakeFirstOrThrow();
  const before = last ?? 0;
  await storeEvents(
    trx,
    run,
    events.map((event, index) => ({ ...event, sequence: before + index + 1 })),
  );
}
