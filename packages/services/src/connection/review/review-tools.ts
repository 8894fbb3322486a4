import { AppError, type ReviewToolsInput, reviewToolsInput, type ToolReview } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { storedJson } from "../../stored-json.ts";
import { findConnection } from "../find.ts";
import { listReviews } from "./list.ts";

/**
 * A person's word on changed definitions, all or none of those that are named: approved, each takes the place of the old one;
 * blocked, its calls stay refused until the server takes it back or changes it again. Answers what is still held. Throws
 * `not_found`, and `conflict` where a definition is no longer the one that was looked at.
 */
export async function reviewTools(context: Context, rawInput: ReviewToolsInput): Promise<ToolReview[]> {
  requireAccess(context, "connection.review");
  const { connection, tools, decision } = reviewToolsInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id: connectionId, slug } = findConnection(await services.snapshots.get(organizationId), connection);
  await services.snapshots.change(organizationId, async (trx) => {
    for (const { tool, hash } of tools) {
      const row = await trx
        .selectFrom("tools")
        .select(["id", "definitionHash", "heldDefinition", "heldHash"])
        .where("organizationId", "=", organizationId)
        .where("connectionId", "=", connectionId)
        .where("exposedName", "=", tool)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new AppError("not_found", `${slug} has no tool named ${JSON.stringify(tool)}.`);
      if (row.heldHash !== hash || row.heldDefinition === null) {
        throw new AppError("conflict", `The definition of ${tool} is no longer the one that you looked at.`, {
          next: "Look at it again.",
        });
      }
      await trx
        .updateTable("tools")
        .set(
          decision === "block"
            ? { heldVerdict: "blocked" }
            : {
                definition: storedJson(row.heldDefinition),
                definitionHash: hash,
                heldDefinition: null,
                heldHash: null,
                heldAt: null,
                heldVerdict: null,
                updatedAt: new Date().toISOString(),
              },
        )
        .where("organizationId", "=", organizationId)
        .where("id", "=", row.id)
        .execute();
      await recordAudit(trx, auditActor(context), {
        action: `tool.${decision}_definition`,
        targetKind: "tool",
        targetId: row.id,
        data: { tool, before: row.definitionHash, after: hash },
      });
    }
  });
  return listReviews(context, { connection: connectionId });
}
