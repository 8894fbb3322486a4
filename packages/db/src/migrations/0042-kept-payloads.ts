import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Whether an organization keeps what is said in its calls, for how long, and what of it is hidden besides what looks like a secret. */
export const keptPayloads: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table organizations
        add column keeps_payloads boolean,
        add column payload_days integer not null default 7 check (payload_days between 1 and 365),
        add column hidden_fields text[] not null default '{}';
    `.execute(db);
  },
};
