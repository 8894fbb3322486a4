import { AppError } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { requireOwn } from "./require-own.ts";

/** Removes a program and its link; runs of it stay. Throws `not_found`, `forbidden`. */
export async function removeSnippet(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  requireAccess(context, "snippet.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const removed = await trx
      .deleteFrom("snippets")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .returning(["userId", "name"])
      .executeTakeFirst();
    if (!removed) throw new AppError("not_found", "There is no such snippet.");
    requireOwn(actor, removed);
    await recordAudit(trx, auditActor(context), {
      action: "snippet.remove",
      targetKind: "snippet",
      targetId: id,
      data: { name: removed.name },
    });
    return { id };
  });
}
