import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A wait for an approval stands in its session's record, and names the approval. */
export const approvalsInSessions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table session_events add column approval_id uuid`.execute(db);
  },
};
