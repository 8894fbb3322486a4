import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What a run needs to be replayed, and to be paused and resumed; how long an organization keeps it. */
export const runLogs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table execution_log (
        organization_id uuid not null,
        id uuid not null,
        execution_id uuid not null,
        part integer not null,
        sealed text not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, execution_id, part),
        unique (organization_id, id),
        foreign key (organization_id, execution_id) references executions on delete cascade
      );
      create index execution_log_created_at on execution_log (created_at);
      select protect_organization_table('execution_log', 'select, insert, delete', 'select, update, delete');
      alter table organizations
        add column run_log_days integer not null default 30 check (run_log_days between 0 and 365);
      alter table executions
        add column paused_at timestamptz(3),
        add column resume_at timestamptz(3);
      create index executions_paused on executions (resume_at) where paused_at is not null;
    `.execute(db);
  },
};
