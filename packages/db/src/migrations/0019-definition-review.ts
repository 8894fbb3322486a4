import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What a server says of an approved tool anew, until somebody has looked at it. */
export const definitionReview: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table tools
        add column held_definition json,
        add column held_hash text,
        add column held_at timestamptz(3),
        add column held_verdict text;
      alter table organizations add column holds_changes boolean not null default true;
    `.execute(db);
  },
};
