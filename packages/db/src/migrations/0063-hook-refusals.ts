import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Requests to a workflow's webhook that were refused: why and when, and nothing of what they held. */
export const hookRefusals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table workflow_hook_refusals (
        organization_id uuid not null,
        workflow_id uuid not null,
        id uuid not null,
        reason text not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, workflow_id, id),
        foreign key (organization_id, workflow_id) references workflows on delete cascade
      );
      select protect_organization_table(
        'workflow_hook_refusals'::regclass, 'select, insert, update, delete', 'select, insert, update, delete');
    `.execute(db);
  },
};
