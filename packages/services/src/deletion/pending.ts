import type { DeletionRef, PendingDeletion } from "@patchops/contract";
import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { cancelWaiting } from "./system/cancel.ts";
import { findPending } from "./system/find-pending.ts";

/** Organizations that the asking person owned and that are to be deleted. */
export async function pendingDeletions(context: Context): Promise<PendingDeletion[]> {
  requireAccess(context, "deletion.pending");
  return findPending(context.services.database, context.actor.userId);
}

/** Takes the deletion of an organization back, as one who owned it. Throws `not_found`, `conflict` once it is under way. */
export async function keepOrganization(context: Context, { deletionId }: DeletionRef): Promise<DeletionRef> {
  requireAccess(context, "deletion.keep");
  const { services, actor } = context;
  const pending = await findPending(services.database, actor.userId);
  if (!pending.some(({ id }) => id === deletionId)) {
    throw new AppError("not_found", "There is no such deletion.");
  }
  await cancelWaiting(context, deletionId, actor.userId);
  return { deletionId };
}
