import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Whether programs of an organization may fetch from the web, and where. */
export const fetchFromCode: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table organizations
        add column allows_fetch boolean not null default false,
        add column fetch_hosts json not null default '[]';
    `.execute(db);
  },
};
