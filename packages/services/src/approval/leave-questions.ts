import type { Transaction } from "@patchops/db";

/**
 * No call of this run waits any longer: it is paused, or its node has died. Its questions stand, and their answers, for the next
 * calls like them; without that they would be asked twice.
 */
export async function leaveQuestions(
  trx: Transaction,
  { organizationId, executionId }: { organizationId: string; executionId: string },
): Promise<void> {
  await trx
    .updateTable("approvals")
    .set({ isAwaited: false })
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .where("usedAt", "is", null)
    .where("isAwaited", "=", true)
    // A program's own is awaited as long as its run is.
    .where("question", "is", null)
    .execute();
}
