import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Whose mail address is proven, and the links by which that, or a new password, is. */
export const accountLinks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table users add column email_verified_at timestamptz(3);
      create table account_links (
        token_hash text primary key,
        user_id uuid not null references users on delete cascade,
        purpose text not null check (purpose in ('verify', 'change', 'reset')),
        email text not null,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null
      );
      create index account_links_user on account_links (user_id);
      create index account_links_expires_at on account_links (expires_at);
      select open_instance_table('account_links');
    `.execute(db);
  },
};
