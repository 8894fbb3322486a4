import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What clients answered to questions of other nodes, which no notification has room for; and how much a client wants to be told. */
export const sessionAnswers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table session_answers (
        organization_id uuid not null,
        id uuid not null,
        prompt_session_id uuid not null,
        answer json not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, prompt_session_id) references prompt_sessions on delete cascade
      );
      create index session_answers_created_at on session_answers (created_at);
      select protect_organization_table('session_answers', 'select, insert, delete', 'select, delete');
      alter table prompt_sessions add column log_level text;
    `.execute(db);
  },
};
