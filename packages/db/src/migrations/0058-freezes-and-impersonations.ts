import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Organizations in which nothing runs for now, and looks of the instance's admins at an account as its person sees it. */
export const freezesAndImpersonations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table organizations add column frozen_at timestamptz(3), add column frozen_reason text;
      create index organizations_frozen on organizations (id) where frozen_at is not null;

      -- The operator at the server's own host is no account.
      alter table allowed_upstreams alter column created_by drop not null;

      create table impersonations (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null references users on delete cascade,
        admin_id uuid not null,
        reason text not null,
        begun_at timestamptz(3) not null default now(),
        ends_at timestamptz(3) not null,
        ended_at timestamptz(3),
        seen text[] not null default '{}',
        primary key (organization_id, id)
      );
      create index impersonations_id on impersonations (id);
      create index impersonations_user on impersonations (user_id);
      alter table login_sessions add column impersonation_id uuid;

      select protect_organization_table(
        'impersonations', 'select, insert, update', 'select, insert, update, delete');
    `.execute(db);
  },
};
