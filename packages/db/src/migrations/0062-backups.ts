import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The backups that the instance makes by itself. No organization table. */
export const backups: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table backups (
        id uuid primary key,
        status text not null check (status in ('queued', 'running', 'done', 'failed')),
        is_asked boolean not null,
        created_at timestamptz(3) not null default now(),
        alive_at timestamptz(3),
        finished_at timestamptz(3),
        directory text,
        file text,
        host text,
        size_bytes bigint,
        is_encrypted boolean not null default false,
        is_checked boolean not null default false,
        error text
      );
      create unique index backups_under_way on backups ((true)) where status in ('queued', 'running');
      select open_instance_table('backups'::regclass);
    `.execute(db);
  },
};
