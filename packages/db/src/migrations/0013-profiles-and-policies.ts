import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Named subsets of an organization's tools, and the rules on who may call what. */
export const profilesAndPolicies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table profiles (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        slug text not null,
        name text not null,
        is_default boolean not null default false,
        has_all_connections boolean not null default false,
        is_code_mode boolean not null default false,
        is_tool_search boolean not null default false,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        unique (organization_id, slug)
      );
      create unique index profiles_default on profiles (organization_id) where is_default;

      create table profile_connections (
        organization_id uuid not null,
        profile_id uuid not null,
        connection_id uuid not null,
        primary key (organization_id, profile_id, connection_id),
        foreign key (organization_id, profile_id) references profiles on delete cascade,
        foreign key (organization_id, connection_id) references connections on delete cascade
      );
      create index profile_connections_connection on profile_connections (organization_id, connection_id);

      create table profile_tools (
        organization_id uuid not null,
        profile_id uuid not null,
        tool_id uuid not null,
        is_included boolean,
        exposed_name text,
        description text,
        primary key (organization_id, profile_id, tool_id),
        foreign key (organization_id, profile_id) references profiles on delete cascade,
        foreign key (organization_id, tool_id) references tools on delete cascade,
        unique (organization_id, profile_id, exposed_name)
      );
      create index profile_tools_tool on profile_tools (organization_id, tool_id);

      create table policies (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        action text not null,
        connection_id uuid,
        tool_id uuid,
        role text,
        profile_id uuid,
        api_key_id uuid,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade,
        foreign key (organization_id, tool_id) references tools on delete cascade,
        foreign key (organization_id, profile_id) references profiles on delete cascade,
        foreign key (organization_id, api_key_id) references api_keys on delete cascade,
        check (connection_id is null or tool_id is null),
        unique nulls not distinct (organization_id, connection_id, tool_id, role, profile_id, api_key_id)
      );
      create index policies_tool on policies (organization_id, tool_id);
      create index policies_profile on policies (organization_id, profile_id);
      create index policies_api_key on policies (organization_id, api_key_id);

      alter table organizations add column asks_destructive boolean not null default false;

      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['profiles', 'profile_connections', 'profile_tools', 'policies']) as target;
    `.execute(db);
  },
};
