import { AppError, type RenameSnippetInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { lockNames } from "./lock-names.ts";
import { requireOwn } from "./require-own.ts";

/** Gives a saved program another name; runs by the old one end as `not_found`. Throws `not_found`, `forbidden`, `conflict`. */
export async function renameSnippet(
  context: Context,
  { id, name }: RenameSnippetInput,
): Promise<{ id: string; name: string }> {
  requireAccess(context, "snippet.rename");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    await lockNames(trx, organizationId);
    const rows = await trx
      .selectFrom("snippets")
      .select(["id", "userId", "name"])
      .where("organizationId", "=", organizationId)
      .where((where) => where.or([where("id", "=", id), where("name", "=", name)]))
      .execute();
    const snippet = rows.find((row) => row.id === id);
    if (!snippet) throw new AppError("not_found", "There is no such snippet.");
    requireOwn(actor, snippet);
    if (rows.some((row) => row.id !== id)) {
      throw new AppError("conflict", `There is already a snippet named ${name}.`, {
        next: "Choose another name.",
      });
    }
    await trx
      .updateTable("snippets")
      .set({ name, updatedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "snippet.rename",
      targetKind: "snippet",
      targetId: id,
      before: { name: snippet.name },
      after: { name },
    });
    return { id, name };
  });
}
