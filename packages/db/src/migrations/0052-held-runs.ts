import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A run of a workflow that somebody has paused. */
export const heldRuns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table workflow_runs add column held_at timestamptz(3)`.execute(db);
  },
};
