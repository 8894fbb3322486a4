import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What lies here for minutes, between two nodes or until a client comes back, is whole results and answers of people: sealed from now on.
 * What lay there when this ran is gone, as it would be some minutes later.
 */
export const sealedBetweenNodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      truncate session_stream_events, session_answers, held_turns;
      alter table session_stream_events
        drop column data, add column id uuid not null, add column sealed text, add unique (organization_id, id);
      alter table session_answers drop column answer, add column sealed text not null;
      alter table held_turns
        drop column responses, drop column outcome,
        add column sealed_responses text not null, add column sealed_outcome text;
      do $$ begin
        execute format('grant update on session_stream_events, session_answers, held_turns to %I',
          current_setting('patchops.system_role'));
      end $$;
    `.execute(db);
  },
};
