import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What was sent on streams that a client may resume on any node, for a few minutes; an event without data ends its stream. */
export const sessionStreamEvents: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table session_stream_events (
        organization_id uuid not null,
        prompt_session_id uuid not null,
        stream_id uuid not null,
        n integer not null,
        data text,
        size_bytes integer not null,
        created_at timestamptz(3) not null default clock_timestamp(),
        primary key (organization_id, prompt_session_id, stream_id, n),
        foreign key (organization_id, prompt_session_id) references prompt_sessions on delete cascade
      );
      create index session_stream_events_created_at on session_stream_events (created_at);
      select protect_organization_table('session_stream_events', 'select, insert, delete', 'select, delete');
    `.execute(db);
  },
};
