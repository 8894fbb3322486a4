import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How many calls a key and a member may make in a month; null = as many as the organization. */
export const budgets: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table api_keys add column calls_per_month bigint check (calls_per_month >= 0);
      alter table members add column calls_per_month bigint check (calls_per_month >= 0);
    `.execute(db);
  },
};
