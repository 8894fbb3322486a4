import { AppError, type Snippet, type SnippetRef } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** A program by its link or name. Throws `not_found`, also for another organization's. */
export async function getSnippet(context: Context, ref: SnippetRef): Promise<Snippet> {
  requireAccess(context, "snippet.get");
  const { organizationId } = context.actor;
  const row = await context.services.database.withOrganization(organizationId, (trx) => {
    const query = trx
      .selectFrom("snippets as s")
      .innerJoin("users as u", "u.id", "s.userId")
      .select(["s.id", "s.name", "s.title", "s.code", "s.input", "s.userId", "s.createdAt", "s.updatedAt"])
      .select(["u.name as userName", "u.email as userEmail"])
      .where("s.organizationId", "=", organizationId);
    return (
      "id" in ref ? query.where("s.id", "=", ref.id) : query.where("s.name", "=", ref.name)
    ).executeTakeFirst();
  });
  if (!row) {
    throw "id" in ref
      ? new AppError("not_found", "There is no such program, or it belongs to another organization.")
      : new AppError("not_found", `There is no snippet named ${ref.name}.`, {
          next: "`patchops snippets list` and the playground's Snippets menu show those that there are.",
        });
  }
  const { id, name, title, code, input, userId, userName, userEmail, createdAt, updatedAt } = row;
  return {
    ...{ id, name, title, code, createdAt, updatedAt },
    ...(input === null ? {} : { input }),
    createdBy: { id: userId, name: userName, email: userEmail },
  };
}
