import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Metered events by day, the totals made of them, and what counts against the plan. Written by the system role alone. */
export const usage: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table usage_events (
        organization_id uuid not null,
        id uuid not null,
        ts timestamptz(3) not null,
        kind text not null,
        method text not null,
        via text not null,
        user_id uuid,
        api_key_id uuid,
        client_name text,
        client_version text,
        prompt_session_id uuid,
        execution_id uuid,
        profile text,
        connection_id uuid,
        connection_slug text,
        provider_type text,
        tool text,
        exposed_name text,
        outcome text not null,
        error_code text,
        error_message text,
        was_sent boolean not null,
        queue_ms double precision not null,
        upstream_ms double precision,
        total_ms double precision,
        bytes_in bigint not null,
        bytes_out bigint not null,
        units integer not null,
        request_id text,
        primary key (organization_id, id, ts)
      ) partition by range (ts);
      create index usage_events_ts on usage_events (organization_id, ts desc, id);
      create index usage_events_connection on usage_events (organization_id, connection_id, tool, ts desc);
      create index usage_events_user on usage_events (organization_id, user_id, ts desc);
      create index usage_events_execution on usage_events (organization_id, execution_id) where execution_id is not null;
      create index usage_events_prompt_session on usage_events (organization_id, prompt_session_id)
        where prompt_session_id is not null;
      create index usage_events_ts_brin on usage_events using brin (ts);

      create table usage_hours (
        organization_id uuid not null,
        hour timestamptz(3) not null,
        calls bigint not null,
        failures bigint not null,
        executions bigint not null,
        latency bigint[] not null,
        primary key (organization_id, hour)
      );

      create table usage_days (
        organization_id uuid not null,
        day date not null,
        connection_id uuid not null,
        tool text not null,
        connection_slug text not null,
        calls bigint not null,
        failures bigint not null,
        latency bigint[] not null,
        primary key (organization_id, day, connection_id, tool)
      );

      create table usage_periods (
        organization_id uuid not null,
        period date not null,
        meter text not null,
        used bigint not null,
        primary key (organization_id, period, meter)
      );

      create table call_payloads (
        organization_id uuid not null,
        event_id uuid not null,
        arguments jsonb,
        result jsonb,
        hidden_fields integer not null,
        created_at timestamptz(3) not null,
        primary key (organization_id, event_id)
      );
      create index call_payloads_created_at on call_payloads (created_at);

      select
        protect_organization_table('usage_events', 'select', 'select, insert, delete'),
        protect_organization_table('usage_hours', 'select', 'select, insert, update, delete'),
        protect_organization_table('usage_days', 'select', 'select, insert, update, delete'),
        protect_organization_table('usage_periods', 'select', 'select, insert, update, delete'),
        protect_organization_table('call_payloads', 'select', 'select, insert, delete');
    `.execute(db);

    await sql`select ensure_usage_partitions((now() at time zone 'UTC')::date - 1, 9)`.execute(db);
  },
};
