import type { SnippetSummary } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** The programs of the organization that have a name, by that. */
export async function listSnippets(context: Context): Promise<SnippetSummary[]> {
  requireAccess(context, "snippet.list");
  const { organizationId } = context.actor;
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("snippets as s")
      .innerJoin("users as u", "u.id", "s.userId")
      .select(["s.id", "s.name", "s.title", "s.userId", "s.createdAt", "s.updatedAt"])
      .select(["u.name as userName", "u.email as userEmail"])
      .where("s.organizationId", "=", organizationId)
      .where("s.name", "is not", null)
      .orderBy("s.name")
      .execute(),
  );
  return rows.map(({ id, name, title, userId, userName, userEmail, createdAt, updatedAt }) => ({
    ...{ id, name: name ?? "", title, createdAt, updatedAt },
    createdBy: { id: userId, name: userName, email: userEmail },
  }));
}
