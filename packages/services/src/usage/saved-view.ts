import {
  AppError,
  type CreateSavedViewInput,
  createSavedViewInput,
  newId,
  type SavedView,
  type SavedViewRef,
  savedViewRef,
  savedViewSchema,
} from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** The actor's own saved views, by page and name. */
export async function listSavedViews(context: Context): Promise<SavedView[]> {
  requireAccess(context, "savedView.list");
  const { organizationId, userId } = context.actor;
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("savedViews")
      .select(["id", "page", "name", "search", "createdAt"])
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .orderBy("page")
      .orderBy("name")
      .execute(),
  );
  return rows.map((row) => savedViewSchema.parse(row));
}

/** Keeps a page's filters under a name. Throws `conflict` when the actor has a view of that name on that page. */
export async function createSavedView(context: Context, rawInput: CreateSavedViewInput): Promise<SavedView> {
  requireAccess(context, "savedView.create");
  const input = createSavedViewInput.parse(rawInput);
  const { organizationId, userId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .insertInto("savedViews")
      .values({ organizationId, id: newId(), userId, ...input })
      .onConflict((conflict) => conflict.doNothing())
      .returning(["id", "page", "name", "search", "createdAt"])
      .executeTakeFirst();
    if (!row) {
      throw new AppError("conflict", `You have a view named ${input.name} on this page already.`, {
        next: "Choose another name, or remove that view first.",
        details: { field: "name" },
      });
    }
    await recordAudit(trx, auditActor(context), {
      action: "saved_view.create",
      targetKind: "saved_view",
      targetId: row.id,
      data: { page: input.page, name: input.name },
    });
    return savedViewSchema.parse(row);
  });
}

/** Removes one of the actor's own saved views. Throws `not_found`. */
export async function removeSavedView(context: Context, rawInput: SavedViewRef): Promise<{ id: string }> {
  requireAccess(context, "savedView.remove");
  const { id } = savedViewRef.parse(rawInput);
  const { organizationId, userId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .deleteFrom("savedViews")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .where("id", "=", id)
      .returning(["page", "name"])
      .executeTakeFirst();
    if (!row) throw new AppError("not_found", "You have no such view.");
    await recordAudit(trx, auditActor(context), {
      action: "saved_view.remove",
      targetKind: "saved_view",
      targetId: id,
      data: row,
    });
    return { id };
  });
}
