import type { Services } from "../../context.ts";

/** Ends runs whose node died: they were begun before this process and nobody here owns them. One node a data directory. */
export async function reapExecutions(services: Services, startedBefore: string): Promise<number> {
  const ended = await services.database.system
    .updateTable("executions")
    .set({
      status: "interrupted",
      finishedAt: new Date().toISOString(),
      error: JSON.stringify({
        name: "Error",
        code: "interrupted",
        message: "PatchOps was stopped while this program ran. Its calls so far are in activity.",
        retryable: true,
      }),
    })
    .where("status", "in", ["running", "queued"])
    .where("createdAt", "<", startedBefore)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}
