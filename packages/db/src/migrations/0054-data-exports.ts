import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Archives of what is stored, in pieces, so that any node may write one and any other hand it out. No organization tables. */
export const dataExports: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table data_exports (
        id uuid primary key,
        user_id uuid not null references users on delete cascade,
        organization_id uuid references organizations on delete cascade,
        sources uuid[] not null default '{}',
        requested_by uuid,
        state text not null default 'queued' check (state in ('queued', 'running', 'ready', 'failed', 'cancelled')),
        attempts integer not null default 0,
        files_done integer not null default 0,
        files integer,
        row_count bigint not null default 0,
        size_bytes bigint not null default 0,
        sha256 text,
        error text,
        created_at timestamptz(3) not null default now(),
        finished_at timestamptz(3),
        expires_at timestamptz(3) not null
      );
      create index data_exports_user on data_exports (user_id);
      create index data_exports_expires_at on data_exports (expires_at);
      create unique index data_exports_under_way on data_exports (coalesce(organization_id, user_id))
        where state in ('queued', 'running');

      create table data_export_parts (
        export_id uuid not null references data_exports on delete cascade,
        part integer not null,
        content bytea not null,
        primary key (export_id, part)
      );
      alter table data_export_parts alter column content set storage external;

      select open_instance_table(target::regclass) from unnest(array['data_exports', 'data_export_parts']) as target;
    `.execute(db);
  },
};
