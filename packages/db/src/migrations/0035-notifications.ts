import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What people are told of and how they want it, and the addresses that an organization has told as well. */
export const notifications: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table notification_settings (
        user_id uuid not null references users on delete cascade,
        kind text not null,
        channel text not null check (channel in ('mail', 'dashboard')),
        is_on boolean not null,
        primary key (user_id, kind, channel)
      );
      create table notifications (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null references users on delete cascade,
        kind text not null,
        title text not null,
        text text not null,
        path text not null,
        created_at timestamptz(3) not null default now(),
        read_at timestamptz(3),
        primary key (organization_id, id)
      );
      create index notifications_user on notifications (organization_id, user_id, id);
      create index notifications_created_at on notifications (created_at);
      create table quota_notices (
        organization_id uuid not null references organizations on delete cascade,
        period date not null,
        meter text not null,
        percent integer not null,
        primary key (organization_id, period, meter, percent)
      );
      create table webhook_endpoints (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        url text not null,
        kinds text[] not null,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id)
      );
      create table webhook_deliveries (
        organization_id uuid not null,
        id uuid not null,
        endpoint_id uuid not null,
        kind text not null,
        body text not null,
        status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
        attempts integer not null default 0,
        http_status integer,
        error text,
        next_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, endpoint_id) references webhook_endpoints on delete cascade
      );
      create index webhook_deliveries_endpoint on webhook_deliveries (organization_id, endpoint_id, id);
      create index webhook_deliveries_created_at on webhook_deliveries (created_at);
      select open_instance_table('notification_settings');
      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['notifications', 'quota_notices', 'webhook_endpoints', 'webhook_deliveries']) as target;
    `.execute(db);
  },
};
