import type { AdminDeletion } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readDeletions } from "./system/read-deletions.ts";

/** The deletions of the instance, the newest 200. Instance admins. */
export async function listDeletions(context: Context): Promise<AdminDeletion[]> {
  requireAccess(context, "admin.deletions");
  return readDeletions(context.services.database);
}

/** `patchops admin deletions`. */
export async function listDeletionsAsOperator({ database }: Services): Promise<AdminDeletion[]> {
  return readDeletions(database);
}
