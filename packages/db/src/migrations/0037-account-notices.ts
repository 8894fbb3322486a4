import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What people are told of their own accounts, and what of all that they were told nobody has seen yet. */
export const accountNotices: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table account_notices (
        user_id uuid not null references users on delete cascade,
        id uuid not null,
        title text not null,
        text text not null,
        path text not null,
        created_at timestamptz(3) not null default now(),
        read_at timestamptz(3),
        primary key (user_id, id)
      );
      create index account_notices_created_at on account_notices (created_at);
      create index notifications_unread on notifications (organization_id, user_id) where read_at is null;
      select open_instance_table('account_notices');
    `.execute(db);
  },
};
