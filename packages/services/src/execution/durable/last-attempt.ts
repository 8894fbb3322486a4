import type { Transaction } from "@patchops/db";

/** The newest attempt of a workflow's run: what it came to counts. */
export function lastAttempt(
  trx: Transaction,
  { organizationId, rootId }: { organizationId: string; rootId: string },
) {
  return trx
    .selectFrom("workflowRuns as r")
    .innerJoin("executions as e", (join) =>
      join.onRef("e.organizationId", "=", "r.organizationId").onRef("e.id", "=", "r.executionId"),
    )
    .select(["r.executionId", "r.state", "e.status", "e.result", "e.error"])
    .where("r.organizationId", "=", organizationId)
    .where("r.rootId", "=", rootId)
    .orderBy("r.attempt", "desc")
    .limit(1)
    .executeTakeFirst();
}
