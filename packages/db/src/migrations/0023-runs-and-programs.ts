import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Runs say which client and session they came from and which saved program they were; programs may have a name. */
export const runsAndPrograms: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table executions
        add column client_name text,
        add column client_version text,
        add column prompt_session_id uuid,
        add column snippet_name text;
      create index executions_session on executions (organization_id, prompt_session_id)
        where prompt_session_id is not null;
      alter table snippets
        add column name text check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        add column updated_at timestamptz(3);
      update snippets set updated_at = created_at;
      alter table snippets
        alter column updated_at set not null,
        alter column updated_at set default now();
      create unique index snippets_name on snippets (organization_id, name);
    `.execute(db);
  },
};
