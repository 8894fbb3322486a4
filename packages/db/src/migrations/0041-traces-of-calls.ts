import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The trace that a call is a part of. */
export const tracesOfCalls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table usage_events add column trace_id text`.execute(db);
  },
};
