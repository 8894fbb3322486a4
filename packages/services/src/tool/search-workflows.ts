import { arrayLiteral } from "@patchops/db";
import { sql } from "kysely";
import type { WorkflowSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { askedWords } from "./asked-words.ts";
import { offeredWorkflows } from "./offered-workflows.ts";

/** The workflows of the actor's view that fit a question in words, best first, as `searchTools` finds tools. */
export async function searchWorkflows(
  context: Context,
  { query, limit }: { query: string; limit: number },
): Promise<WorkflowSnapshot[]> {
  requireAccess(context, "tool.list");
  const offered = await offeredWorkflows(context);
  if (offered.length === 0) return [];
  const texts = offered.map(
    ({ name, definition }) => `${name.replaceAll("-", " ")} ${String(definition.description)}`,
  );
  const { services, actor } = context;
  const { rows } = await services.database.withOrganization(actor.organizationId, (trx) =>
    sql<{ position: string }>`
      select position from unnest(${arrayLiteral(texts)}::text[]) with ordinality as w (text, position),
        lateral (select to_tsvector('english', w.text) as words, ${askedWords(query)} as asked) as s
      where words @@ asked
      order by ts_rank(words, asked) desc, position
      limit ${limit}`.execute(trx),
  );
  return rows.flatMap(({ position }) => offered[Number(position) - 1] ?? []);
}
