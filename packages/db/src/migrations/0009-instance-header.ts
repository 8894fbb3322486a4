import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The name of the header that carries a connection's instance id, for providers that want it there. */
export const instanceHeader: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table connections add column instance_header text`.execute(db);
  },
};
