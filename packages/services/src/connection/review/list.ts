import type { ListReviewsInput, ToolReview } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import type { ToolCaller } from "../../usage/index.ts";
import { findConnection } from "../find.ts";
import { definitionTokens } from "../tool-tokens.ts";

/** Tools whose changed definitions are held, of a connection or of all: old and new, and who calls them. Throws `not_found`. */
export async function listReviews(context: Context, input: ListReviewsInput = {}): Promise<ToolReview[]> {
  requireAccess(context, "connection.reviews");
  const { services, actor } = context;
  const { organizationId } = actor;
  const asked =
    input.connection === undefined
      ? null
      : findConnection(await services.snapshots.get(organizationId), input.connection).id;
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("tools as t")
      .innerJoin("connections as c", (join) =>
        join.onRef("c.organizationId", "=", "t.organizationId").onRef("c.id", "=", "t.connectionId"),
      )
      .select(["t.connectionId", "c.slug as connection", "t.exposedName", "t.originalName", "t.definition"])
      .select(["t.heldDefinition", "t.heldHash", "t.heldAt", "t.heldVerdict"])
      .where("t.organizationId", "=", organizationId)
      .$if(asked !== null, (query) => query.where("t.connectionId", "=", asked))
      .where("t.isAvailable", "=", true)
      .where("t.heldHash", "is not", null)
      .orderBy("t.exposedName")
      .execute(),
  );
  const callers = new Map<string, Map<string, ToolCaller[]>>();
  for (const [connectionId, held] of Map.groupBy(rows, (row) => row.connectionId)) {
    const tools = held.map(({ originalName }) => originalName);
    callers.set(connectionId, await services.usage.toolCallers({ organizationId, connectionId, tools }));
  }
  return rows.flatMap((row) => {
    const { heldDefinition: after, heldHash: hash, heldAt, exposedName: tool, definition: before } = row;
    if (after === null || hash === null || heldAt === null) return [];
    return {
      connection: row.connection,
      tool,
      originalName: row.originalName,
      hash,
      before,
      after,
      tokensBefore: definitionTokens(before, tool),
      tokensAfter: definitionTokens(after, tool),
      isBlocked: row.heldVerdict === "blocked",
      heldAt,
      callers: callers.get(row.connectionId)?.get(row.originalName) ?? [],
    };
  });
}
