import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Runs of programs, the programs people keep, MCP clients' sessions, and refused requests. */
export const executionsAndSessions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table executions (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null,
        api_key_id uuid,
        via text not null,
        code text not null,
        input jsonb,
        limits jsonb not null,
        status text not null,
        result jsonb,
        error jsonb,
        tool_calls integer not null default 0,
        cpu_ms double precision,
        wall_ms double precision,
        memory_peak_bytes bigint,
        request_id text,
        created_at timestamptz(3) not null default now(),
        started_at timestamptz(3),
        finished_at timestamptz(3),
        primary key (organization_id, id)
      );
      create index executions_created_at on executions (organization_id, created_at desc, id);
      create index executions_user on executions (organization_id, user_id, created_at desc, id);
      create index executions_open on executions (created_at) where finished_at is null;

      create table execution_events (
        organization_id uuid not null,
        execution_id uuid not null,
        sequence integer not null,
        event jsonb not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, execution_id, sequence),
        foreign key (organization_id, execution_id) references executions on delete cascade
      );

      create table snippets (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null,
        title text,
        code text not null,
        input jsonb,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id)
      );
      create index snippets_user on snippets (organization_id, user_id, created_at desc, id);

      create table saved_views (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null,
        page text not null,
        name text not null,
        search text not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        unique (organization_id, user_id, page, name)
      );

      create table prompt_sessions (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        token_hash text not null,
        user_id uuid not null,
        api_key_id uuid,
        endpoint text not null,
        protocol_version text not null,
        client_name text,
        client_version text,
        capabilities jsonb not null,
        address text,
        user_agent text,
        created_at timestamptz(3) not null default now(),
        last_seen_at timestamptz(3) not null default now(),
        ended_at timestamptz(3),
        primary key (organization_id, id)
      );
      create unique index prompt_sessions_token_hash on prompt_sessions (token_hash);
      create index prompt_sessions_created_at on prompt_sessions (organization_id, created_at desc, id);
      create index prompt_sessions_open on prompt_sessions (last_seen_at) where ended_at is null;

      create table refused_attempts (
        id uuid primary key,
        address text not null,
        user_agent text,
        endpoint text not null,
        reason text not null,
        created_at timestamptz(3) not null default now()
      );
      create index refused_attempts_created_at on refused_attempts (created_at desc, id);
      select open_instance_table('refused_attempts');

      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['executions', 'execution_events', 'snippets', 'saved_views', 'prompt_sessions']) as target;
    `.execute(db);
  },
};
