import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What retention looks for old rows by. The tables grow by time, so that an index of block ranges is enough and costs nothing. */
export const ageIndexes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index executions_age on executions using brin (created_at);
      create index prompt_sessions_age on prompt_sessions using brin (created_at);
      create index audit_entries_age on audit_entries using brin (at);
      create index usage_hours_age on usage_hours using brin (hour);
      create index usage_days_age on usage_days using brin (day);
    `.execute(db);
  },
};
