import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Units of monthly limits that a node may spend by itself for a while, and on each event which of them it spent: from that the
 * leases of a dead node are settled. Written by the system role alone.
 */
export const usageLeases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table usage_leases (
        organization_id uuid not null,
        id uuid not null,
        node_id uuid not null,
        period date not null,
        meters text[] not null,
        units bigint not null,
        granted_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        primary key (organization_id, id)
      );
      create index usage_leases_node on usage_leases (node_id);
      select protect_organization_table('usage_leases', 'select', 'select, insert, update, delete');
      alter table usage_events add column lease_id uuid;
    `.execute(db);
  },
};
