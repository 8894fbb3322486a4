import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What an organization wants to be told at besides 80 % and 100 %: a share of its plan, or an amount. */
export const usageAlerts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table usage_thresholds (
        organization_id uuid not null references organizations on delete cascade,
        meter text not null,
        percent integer not null check (percent >= 0),
        amount bigint not null check (amount >= 0),
        primary key (organization_id, meter, percent, amount),
        check (percent + amount > 0)
      );
      select protect_organization_table('usage_thresholds', 'select, insert, delete', 'select');
      alter table quota_notices
        add column amount bigint not null default 0,
        drop constraint quota_notices_pkey,
        add primary key (organization_id, period, meter, percent, amount);
    `.execute(db);
  },
};
