import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Units of a month whose invoice is made go on the next one; which price each row counts at, and how far it had counted. */
export const lateUnits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table meter_outbox
        add column subscription_id text,
        add column plan_id text,
        add column plan_version integer,
        add column used bigint,
        add column is_late boolean not null default false;
    `.execute(db);
  },
};
