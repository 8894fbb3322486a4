import { arrayLiteral } from "@patchops/db";
import { sql } from "kysely";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { askedWords } from "./asked-words.ts";
import { toolView } from "./view.ts";

/**
 * The tools of the actor's view that fit a question in words, best first: any word may fit, rare and telling ones and those
 * in names count most (Postgres full-text search). What a policy blocks is not found.
 */
export async function searchTools(
  context: Context,
  { query, limit }: { query: string; limit: number },
): Promise<ToolSnapshot[]> {
  requireAccess(context, "tool.list");
  const { services, actor } = context;
  const { tools, offers } = await toolView(context);
  const byId = new Map([...tools.values()].filter(offers).map((tool) => [tool.id, tool]));
  if (byId.size === 0) return [];
  const ranked = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .with("asked", (cte) => cte.selectNoFrom(askedWords(query).as("words")))
      .selectFrom(["tools", "asked"])
      .select("tools.id")
      .where("tools.organizationId", "=", actor.organizationId)
      // Ranked among themselves: others would take the places of a small profile's.
      .where("tools.id", "=", sql<string>`any(${arrayLiteral([...byId.keys()])}::uuid[])`)
      .where(sql<boolean>`tools.search @@ asked.words`)
      .orderBy(sql`ts_rank(tools.search, asked.words)`, "desc")
      .orderBy("tools.exposedName")
      .limit(limit)
      .execute(),
  );
  return ranked.flatMap(({ id }) => byId.get(id) ?? []);
}
