import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A text index over what tools say of themselves: the words of their names before titles, those before descriptions. */
export const toolSearch: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table tools add column search tsvector generated always as (
        setweight(to_tsvector('english', regexp_replace(
          regexp_replace(original_name, '([a-z])([A-Z])', '\\1 \\2', 'g'), '[^[:alnum:]]+', ' ', 'g')), 'A')
        || setweight(to_tsvector('english', left(coalesce(definition->>'title', ''), 1000)), 'B')
        || setweight(to_tsvector('english', left(coalesce(definition->>'description', ''), 20000)), 'C')
      ) stored;
      create index tools_search on tools using gin (search);
    `.execute(db);
  },
};
