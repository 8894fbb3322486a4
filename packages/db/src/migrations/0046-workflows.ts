import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Programs that run by themselves: their versions, their schedules, and what stands behind each of their runs. */
export const workflows: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table workflows (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        user_id uuid not null,
        scopes text[] not null,
        latest_version integer not null,
        published_version integer,
        paused_at timestamptz(3),
        pause_reason text,
        failures_in_row integer not null default 0,
        webhook_hash text,
        webhook_sealed text,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        unique (organization_id, name)
      );
      create table workflow_versions (
        organization_id uuid not null,
        workflow_id uuid not null,
        version integer not null,
        code text not null,
        config json not null,
        input_schema json,
        output_schema json,
        notes text not null default '',
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        published_at timestamptz(3),
        primary key (organization_id, workflow_id, version),
        foreign key (organization_id, workflow_id) references workflows on delete cascade
      );
      create table workflow_schedules (
        organization_id uuid not null,
        workflow_id uuid not null,
        position integer not null,
        next_at timestamptz(3) not null,
        primary key (organization_id, workflow_id, position),
        foreign key (organization_id, workflow_id) references workflows on delete cascade
      );
      create index workflow_schedules_next_at on workflow_schedules (next_at);
      create table workflow_runs (
        organization_id uuid not null,
        execution_id uuid not null,
        workflow_id uuid not null,
        version integer not null,
        trigger text not null,
        state text not null default 'queued' check (state in ('queued', 'active', 'ended')),
        due_at timestamptz(3) not null,
        concurrency_key text,
        concurrency_limit integer,
        attempt integer not null default 1,
        root_id uuid not null,
        depth integer not null default 0,
        parent_id uuid,
        idempotency_key text,
        scheduled_for timestamptz(3),
        is_dead boolean not null default false,
        node_id uuid,
        seen_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, execution_id),
        foreign key (organization_id, execution_id) references executions on delete cascade
      );
      create unique index workflow_runs_idempotency on workflow_runs (organization_id, workflow_id, idempotency_key);
      create index workflow_runs_workflow on workflow_runs (organization_id, workflow_id, execution_id);
      create index workflow_runs_due on workflow_runs (organization_id, due_at) where state = 'queued';
      create index workflow_runs_execution on workflow_runs (execution_id) where state = 'active';
      create index workflow_runs_active on workflow_runs (organization_id, workflow_id, concurrency_key)
        where state = 'active';
      create index workflow_runs_root on workflow_runs (organization_id, root_id);
      create index workflow_runs_parent on workflow_runs (organization_id, parent_id) where parent_id is not null;
      alter table approvals
        alter column connection_id drop not null,
        alter column tool_id drop not null,
        add column question text;
      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['workflows', 'workflow_versions', 'workflow_schedules', 'workflow_runs']) as target;
    `.execute(db);
  },
};
