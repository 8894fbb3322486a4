import type { ConnectionRef, ToolReview } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireScope } from "../../require-scope.ts";
import { toolCallers } from "../../usage/index.ts";
import { findConnection } from "../find.ts";
import { definitionTokens } from "../tool-tokens.ts";

/** The tools of a connection whose changed definitions are held: old and new, and who calls them. Throws `not_found`. */
export async function listReviews(context: Context, input: ConnectionRef): Promise<ToolReview[]> {
  requireScope(context, "tools:read");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id: connectionId } = findConnection(await services.snapshots.get(organizationId), input.connection);
  return services.database.withOrganization(organizationId, async (trx) => {
    const rows = await trx
      .selectFrom("tools")
      .select(["exposedName", "originalName", "definition"])
      .select(["heldDefinition", "heldHash", "heldAt", "heldVerdict"])
      .where("organizationId", "=", organizationId)
      .where("connectionId", "=", connectionId)
      .where("isAvailable", "=", true)
      .where("heldHash", "is not", null)
      .orderBy("exposedName")
      .execute();
    const tools = rows.map(({ originalName }) => originalName);
    const callers = await toolCallers(trx, { organizationId, connectionId, tools });
    return rows.flatMap((row) => {
      const { heldDefinition: after, heldHash: hash, heldAt, exposedName: tool, definition: before } = row;
      if (after === null || hash === null || heldAt === null) return [];
      return {
        tool,
        originalName: row.originalName,
        hash,
        before,
        after,
        tokensBefore: definitionTokens(before, tool),
        tokensAfter: definitionTokens(after, tool),
        isBlocked: row.heldVerdict === "blocked",
        heldAt,
        callers: callers.get(row.originalName) ?? [],
      };
    });
  });
}
