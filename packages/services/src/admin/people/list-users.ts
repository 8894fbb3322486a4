import type { InstanceUser, ListUsersInput } from "@patchops/contract";
import type { Context, Services } from "../../context.ts";
import { readIdCursor } from "../../read-id-cursor.ts";
import { requireAccess } from "../../require-access.ts";
import { readUsers } from "./system/read-users.ts";

/** The accounts of the instance, the newest first; `nextCursor` is null at the end. Instance admins. */
export async function listUsers(
  context: Context,
  input: ListUsersInput,
): Promise<{ users: InstanceUser[]; nextCursor: string | null }> {
  requireAccess(context, "admin.users");
  return listUsersAsOperator(context.services, input);
}

/** `patchops admin users`. */
export async function listUsersAsOperator(
  { database }: Services,
  input: ListUsersInput,
): Promise<{ users: InstanceUser[]; nextCursor: string | null }> {
  const { limit = 50 } = input;
  const cursor = readIdCursor(input.cursor);
  const rows = await readUsers(database, { ...input, cursor, limit: limit + 1 });
  const users = rows.slice(0, limit);
  return { users, nextCursor: rows.length > limit ? (users.at(-1)?.id ?? null) : null };
}
