import type { Database } from "@patchops/db";
import { sql } from "kysely";

export interface DueSchedule {
  organizationId: string;
  workflowId: string;
  position: number;
  nextAt: string;
}

/**
 * Schedules whose time comes by `until`, the earliest first, those `after` one of them alone: so a round comes to its end, whatever
 * becomes of each. A system file: they belong to many organizations.
 */
export function findDueSchedules(
  { system }: Database,
  { until, after, most }: { until: string; after: DueSchedule | undefined; most: number },
): Promise<DueSchedule[]> {
  return system
    .selectFrom("workflowSchedules")
    .select(["organizationId", "workflowId", "position", "nextAt"])
    .where("nextAt", "<=", until)
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(next_at, organization_id, workflow_id, position)
          > (${after?.nextAt}::timestamptz, ${after?.organizationId}::uuid, ${after?.workflowId}::uuid, ${after?.position}::integer)`,
      ),
    )
    .orderBy("nextAt")
    .orderBy("organizationId")
    .orderBy("workflowId")
    .orderBy("position")
    .limit(most)
    .execute();
}
