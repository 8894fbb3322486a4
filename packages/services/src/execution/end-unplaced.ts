import type { AppError, ExecutionStatus } from "@patchops/contract";
import type { Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";

/** Ends a run that has no process, with its last event. One that has ended stays as it is. */
export async function endUnplaced(
  services: Services,
  { organizationId, executionId }: { organizationId: string; executionId: string },
  { status, error }: { status: ExecutionStatus; error: AppError },
): Promise<void> {
  const at = new Date().toISOString();
  const { code, message, next, retryable } = error;
  await services.database.withOrganization(organizationId, async (trx) => {
    const ended = await trx
      .updateTable("executions")
      .set({
        status,
        error: storedJson({
          name: "Error",
          code,
          message,
          retryable,
          ...(next === undefined ? {} : { next }),
        }),
        finishedAt: at,
        pausedAt: null,
        resumeAt: null,
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .where("finishedAt", "is", null)
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return;
    const { last } = await trx
      .selectFrom("executionEvents")
      .select(({ fn }) => fn.max("sequence").as("last"))
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .executeTakeFirstOrThrow();
    const sequence = (last ?? 0) + 1;
    await trx
      .insertInto("executionEvents")
      .values({
        organizationId,
        executionId,
        sequence,
        event: storedJson({ type: "state", sequence, status, at }),
      })
      .execute();
  });
}
