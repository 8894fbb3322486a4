import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Resources whose changes a client of the legacy era wants to hear of, whichever node its stream is on. */
export const keptSubscriptions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table prompt_sessions add column subscriptions text[] not null default '{}'`.execute(db);
  },
};
