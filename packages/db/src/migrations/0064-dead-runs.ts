import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Workflows' runs that failed for good are counted without reading all that ever ran. */
export const deadRuns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index workflow_runs_dead on workflow_runs (organization_id, created_at) where is_dead
    `.execute(db);
  },
};
