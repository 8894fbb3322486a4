import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What servers, programs and people said is text of theirs: `json` keeps its keys in their order, `jsonb` sorts them. Rows that
 * exist stay in the order that they have.
 */
export const jsonInItsOrder: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table tools alter column definition type json using definition::text::json;
      alter table executions
        alter column input type json using input::text::json,
        alter column result type json using result::text::json,
        alter column error type json using error::text::json;
      alter table execution_events alter column event type json using event::text::json;
      alter table snippets alter column input type json using input::text::json;
      alter table call_payloads
        alter column arguments type json using arguments::text::json,
        alter column result type json using result::text::json;
    `.execute(db);
  },
};
