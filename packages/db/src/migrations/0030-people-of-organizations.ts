import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Invitations, service accounts, and what an organization lets its members connect. */
export const peopleOfOrganizations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table invitations (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        token_hash text not null,
        email text check (email = lower(email)),
        role text not null,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        mailed_at timestamptz(3),
        accepted_at timestamptz(3),
        accepted_by uuid,
        revoked_at timestamptz(3),
        primary key (organization_id, id),
        unique (organization_id, token_hash)
      );

      alter table users add column is_service boolean not null default false;
      create table service_accounts (
        organization_id uuid not null references organizations on delete cascade,
        user_id uuid not null references users on delete cascade,
        name text not null,
        scopes text[] not null,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        removed_at timestamptz(3),
        primary key (organization_id, user_id)
      );

      alter table organizations
        add column connecting_role text not null default 'member',
        add column allowed_servers jsonb;
      alter table provider_logins add column invitation text;

      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['invitations', 'service_accounts']) as target;
    `.execute(db);
  },
};
