import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The upstreams of an organization, what they authenticate with, and the names under which their tools are seen. */
export const connectionsAndTools: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table data_keys (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        wrapped text not null,
        master_key_id text not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id)
      );

      create table connections (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        slug text not null,
        code_name text not null,
        name text not null,
        transport text not null,
        url text,
        process jsonb,
        provider_type text,
        instance_id text,
        status text not null,
        status_reason jsonb,
        status_at timestamptz(3) not null,
        next_attempt_at timestamptz(3),
        protocol_version text,
        era text,
        server_info jsonb,
        instructions text,
        report jsonb not null default '[]',
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        unique (organization_id, slug),
        unique (organization_id, code_name)
      );
      create index connections_next_attempt_at on connections (next_attempt_at) where next_attempt_at is not null;

      create table connection_credentials (
        organization_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        user_id uuid references users on delete cascade,
        kind text not null,
        sealed text not null,
        hint text not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade,
        unique nulls not distinct (organization_id, connection_id, user_id)
      );

      create table tools (
        organization_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        original_name text not null,
        exposed_name text not null,
        code_name text not null,
        definition jsonb not null,
        definition_hash text not null,
        is_available boolean not null default true,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade,
        unique (organization_id, exposed_name),
        unique (organization_id, connection_id, original_name),
        unique (organization_id, connection_id, code_name)
      );

      create table allowed_upstreams (
        host text not null,
        port integer not null,
        reason text,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        primary key (host, port)
      );
      select open_instance_table('allowed_upstreams');

      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['data_keys', 'connections', 'connection_credentials', 'tools']) as target;
    `.execute(db);
  },
};
