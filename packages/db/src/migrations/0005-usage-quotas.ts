import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Units charged against monthly limits, ahead of the events that they become. Written by the system role alone. */
export const usageQuotas: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table usage_quotas (
        organization_id uuid not null,
        period date not null,
        meter text not null,
        charged bigint not null,
        primary key (organization_id, period, meter)
      );
      select protect_organization_table('usage_quotas', 'select', 'select, insert, update, delete');
    `.execute(db);
  },
};
