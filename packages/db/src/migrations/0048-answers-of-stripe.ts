import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Which answer of Stripe's the stored state of an organization is: one that was asked for before is not stored any more. */
export const answersOfStripe: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table billing_customers add column answered bigint not null default 0`.execute(db);
  },
};
