import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The profile in which a run was started: what it answers is for no other. */
export const executionProfile: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table executions add column profile text`.execute(db);
  },
};
