import { sql } from "kysely";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { toolView } from "./view.ts";

/** Words of a question that are no word of a tool. */
const maxQueryLength = 500;

/**
 * The tools of the actor's view that fit a question in words, best first: any word may fit, rare and telling ones and those
 * in names count most (Postgres full-text search). What a policy blocks is not found.
 */
export async function searchTools(
  context: Context,
  { query, limit }: { query: string; limit: number },
): Promise<ToolSnapshot[]> {
  requireScope(context, "tools:read");
  const { services, actor } = context;
  const { snapshot, inside, offers } = await toolView(context);
  const words = query.slice(0, maxQueryLength).replaceAll("\0", " ").toWellFormed();
  const ranked = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .with("asked", (cte) =>
        cte.selectNoFrom(
          sql<string>`(select string_agg(quote_literal(lexeme) || ':*', ' | ')
              from unnest(to_tsvector('english', regexp_replace(${words}, '[^[:alnum:]]+', ' ', 'g'))))::tsquery`.as(
            "words",
          ),
        ),
      )
      .selectFrom(["tools", "asked"])
      .select("tools.id")
      .where("tools.organizationId", "=", actor.organizationId)
      .where("tools.isAvailable", "=", true)
      .where(sql<boolean>`tools.search @@ asked.words`)
      .orderBy(sql`ts_rank(tools.search, asked.words)`, "desc")
      .orderBy("tools.exposedName")
      // The view may leave out some of them.
      .limit(limit * 4)
      .execute(),
  );
  const byId = new Map([...snapshot.tools.values()].map((tool) => [tool.id, tool]));
  return ranked
    .flatMap(({ id }) => {
      const known = byId.get(id);
      const tool = known && inside(known);
      return tool && offers(tool) ? [tool] : [];
    })
    .slice(0, limit);
}
