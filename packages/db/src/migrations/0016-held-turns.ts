import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Answers of clients to calls that another node holds open, and what those calls came to. */
export const heldTurns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table held_turns (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        call_id uuid not null,
        responses json not null,
        outcome json,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id)
      );
      create index held_turns_created_at on held_turns (created_at);
      select protect_organization_table('held_turns', 'select, insert, update, delete', 'select, delete');
    `.execute(db);
  },
};
