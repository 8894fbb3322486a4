import type { Transaction } from "@patchops/db";

/** A run of a workflow of which nothing has run takes its place in the queue again. */
export async function queueAgain(
  trx: Transaction,
  { organizationId, executionId, dueAt }: { organizationId: string; executionId: string; dueAt?: string },
): Promise<void> {
  await trx
    .updateTable("executions")
    .set({ status: "queued", pausedAt: new Date().toISOString(), resumeAt: null })
    .where("organizationId", "=", organizationId)
    .where("id", "=", executionId)
    .where("finishedAt", "is", null)
    .where("pausedAt", "is", null)
    .execute();
  await trx
    .updateTable("workflowRuns")
    .set({ state: "queued", nodeId: null, ...(dueAt !== undefined && { dueAt }) })
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", executionId)
    .where("state", "=", "active")
    .execute();
}
