import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A run whose end somebody has asked for, whichever node has it, or has died with it. */
export const askedCancellations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table executions add column cancelled_at timestamptz(3)`.execute(db);
  },
};
