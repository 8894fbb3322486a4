import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What happened in clients' sessions besides metered calls, and sessions of the dashboard, the command line and the SDK. */
export const sessionEvents: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table session_events (
        organization_id uuid not null,
        id uuid not null,
        prompt_session_id uuid not null,
        ts timestamptz(3) not null,
        kind text not null,
        subject text,
        outcome text not null,
        error_code text,
        total_ms double precision not null,
        request_id text,
        primary key (organization_id, id),
        foreign key (organization_id, prompt_session_id) references prompt_sessions on delete cascade
      );
      create index session_events_session on session_events (organization_id, prompt_session_id, ts, id);
      create index session_events_ts on session_events (ts);
      select protect_organization_table('session_events', 'select', 'select, insert, delete');
      alter table prompt_sessions add column via text not null default 'mcp';
      alter table prompt_sessions alter column protocol_version drop not null;
    `.execute(db);
  },
};
