import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Who is told of a run's end, and what that message is signed with. */
export const runWebhooks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table run_webhooks (
        organization_id uuid not null,
        execution_id uuid not null,
        url text not null,
        status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
        attempts integer not null default 0,
        http_status integer,
        error text,
        next_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, execution_id),
        foreign key (organization_id, execution_id) references executions on delete cascade
      );
      create table webhook_secrets (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        sealed text not null,
        created_at timestamptz(3) not null default now(),
        retired_at timestamptz(3),
        primary key (organization_id, id)
      );
      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['run_webhooks', 'webhook_secrets']) as target;
    `.execute(db);
  },
};
