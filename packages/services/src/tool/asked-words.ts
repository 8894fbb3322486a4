import { sql } from "kysely";

/** Words of a question that are no word of a tool. */
const maxQueryLength = 500;

/** A question in words as Postgres' text search takes it: any of them may fit, also as the beginning of a longer one. */
export function askedWords(query: string) {
  const words = query.slice(0, maxQueryLength).replaceAll("\0", " ").toWellFormed();
  return sql<string>`(select string_agg(quote_literal(lexeme) || ':*', ' | ')
    from unnest(to_tsvector('english', regexp_replace(${words}, '[^[:alnum:]]+', ' ', 'g'))))::tsquery`;
}
