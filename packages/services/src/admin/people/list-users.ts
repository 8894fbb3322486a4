import { AppError, type InstanceUser, idSchema, type ListUsersInput } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { readUsers } from "./system/read-users.ts";

/** The accounts of the instance, the newest first; `nextCursor` is null at the end. Instance admins. */
export async function listUsers(
  context: Context,
  input: ListUsersInput,
): Promise<{ users: InstanceUser[]; nextCursor: string | null }> {
  requireAccess(context, "admin.users");
  const { cursor, limit = 50 } = input;
  if (cursor !== undefined && !idSchema.safeParse(cursor).success) {
    throw new AppError("invalid_input", "That cursor is not one of ours.", { details: { field: "cursor" } });
  }
  const rows = await readUsers(context.services.database, { ...input, limit: limit + 1 });
  const users = rows.slice(0, limit);
  return { users, nextCursor: rows.length > limit ? (users.at(-1)?.id ?? null) : null };
}
