import type { ExecutionStatus } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../context.ts";
import type { LiveRun } from "./live-run.ts";
import { requireOwnRun } from "./require-own-run.ts";
import type { ClaimedRun } from "./system/claim-paused-runs.ts";
import { parkHeld } from "./workflow/park-held.ts";
import { queueAgain } from "./workflow/queue-again.ts";

const retryMs = 2_000;

/** A run's log may have heard that it began before its row did: as a queued one nobody would go on with it. */
export const begunStatus = sql<ExecutionStatus>`case when status = 'queued' then 'running' else status end`;

/**
 * A run that this node has taken and cannot lead now waits as before, for any node, and not for long. `live`: after a while, in which
 * another node may have taken it; throws `RunTaken` then. `isBegun`: its log holds more than its header.
 */
export async function putBack(
  services: Services,
  { organizationId, executionId, pausedAt }: ClaimedRun,
  { live, isBegun = false }: { live?: LiveRun; isBegun?: boolean } = {},
): Promise<void> {
  const place = { organizationId, executionId };
  const againAt = new Date(Date.now() + retryMs).toISOString();
  await services.database.withOrganization(organizationId, async (trx) => {
    if (live) await requireOwnRun(services, trx, live);
    const { numUpdatedRows } = await trx
      .updateTable("executions")
      .set({ pausedAt, resumeAt: againAt, ...(isBegun && { status: begunStatus }) })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .where("finishedAt", "is", null)
      .$if(!isBegun, (query) => query.where("status", "<>", "queued"))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) await queueAgain(trx, { ...place, dueAt: againAt });
    else await parkHeld(trx, place);
  });
}
