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

    // A day's table is built beside the parent and then attached: attaching does not stop inserts, as creating a
    // partition in place would. Privileges and policies of the parent rule every read through it.
    await sql`
      create function ensure_usage_partitions(from_day date, days integer)
      returns integer language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        day date;
        partition_name text;
        made integer := 0;
      begin
        if days not between 1 and 400 then
          raise exception 'days must be between 1 and 400' using errcode = 'invalid_parameter_value';
        end if;
        perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
        for day in select from_day + i from generate_series(0, days - 1) as i loop
          partition_name := 'usage_events_' || to_char(day, 'YYYYMMDD');
          continue when to_regclass('public.' || partition_name) is not null;
          execute format('create table %I (like usage_events including defaults)', partition_name);
          execute format('revoke all on %I from public, patchops_app, patchops_system', partition_name);
          execute format('alter table %I enable row level security', partition_name);
          execute format('alter table usage_events attach partition %I for values from (%L) to (%L)',
            partition_name, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
          made := made + 1;
        end loop;
        return made;
      end $$;
      revoke execute on function ensure_usage_partitions from public;
      grant execute on function ensure_usage_partitions to patchops_system;

      select ensure_usage_partitions((now() at time zone 'UTC')::date - 1, 9);
    `.execute(db);
  },
};
