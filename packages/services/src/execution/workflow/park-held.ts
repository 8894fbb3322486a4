import type { Transaction } from "@patchops/db";

/**
 * In the transaction in which a run that somebody has paused has no process any more: it leaves its place among those that may be at work at
 * once, and asks for one when it may go on. One that nobody has paused keeps its own.
 */
export async function parkHeld(
  trx: Transaction,
  { organizationId, executionId }: { organizationId: string; executionId: string },
): Promise<void> {
  await trx
    .updateTable("workflowRuns")
    .set({ state: "queued", nodeId: null })
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .where("state", "=", "active")
    .where("heldAt", "is not", null)
    .execute();
}
