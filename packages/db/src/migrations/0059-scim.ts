import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What an organization's directory provisions by SCIM 2.0: tokens, users, groups, and what was refused. */
export const scim: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table scim_tokens (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        name text not null,
        prefix text not null,
        secret_hash text not null,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3),
        last_used_address text,
        revoked_at timestamptz(3),
        primary key (organization_id, id)
      );
      create table scim_users (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid references users on delete cascade,
        user_name text not null,
        external_id text,
        display_name text,
        formatted_name text,
        given_name text,
        family_name text,
        emails jsonb not null default '[]',
        roles text[] not null default '{}',
        given_role text,
        version integer not null default 1,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        unique (organization_id, user_id)
      );
      create unique index scim_users_user_name on scim_users (organization_id, lower(user_name));
      create index scim_users_external_id on scim_users (organization_id, external_id);
      create index scim_users_user on scim_users (user_id);
      create table scim_groups (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        display_name text not null,
        external_id text,
        role text,
        version integer not null default 1,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id)
      );
      create unique index scim_groups_display_name on scim_groups (organization_id, lower(display_name));
      create table scim_group_members (
        organization_id uuid not null,
        group_id uuid not null,
        member_id uuid not null,
        primary key (organization_id, group_id, member_id),
        foreign key (organization_id, group_id) references scim_groups on delete cascade,
        foreign key (organization_id, member_id) references scim_users on delete cascade
      );
      create index scim_group_members_member on scim_group_members (organization_id, member_id);
      create table scim_problems (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        at timestamptz(3) not null default now(),
        request text not null,
        subject text,
        status integer not null,
        detail text not null,
        primary key (organization_id, id)
      );
      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['scim_tokens', 'scim_users', 'scim_groups', 'scim_group_members', 'scim_problems']) as target;
    `.execute(db);
  },
};
