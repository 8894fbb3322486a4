import type { Database } from "@patchops/db";

export interface DueSchedule {
  organizationId: string;
  workflowId: string;
  position: number;
}

/** Schedules whose time has come, the longest due first. A system file: they belong to many organizations. */
export function findDueSchedules({ system }: Database, most: number): Promise<DueSchedule[]> {
  return system
    .selectFrom("workflowSchedules")
    .select(["organizationId", "workflowId", "position"])
    .where("nextAt", "<=", new Date().toISOString())
    .orderBy("nextAt")
    .limit(most)
    .execute();
}
