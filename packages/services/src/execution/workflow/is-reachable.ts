import type { Transaction } from "@patchops/db";

/** Whether somebody reads what is told to them: nobody does for a service account, nor who has left or is suspended. */
export async function isReachable(
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<boolean> {
  const row = await trx
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .select("u.id")
    .where("m.organizationId", "=", organizationId)
    .where("m.userId", "=", userId)
    .where("u.status", "=", "active")
    .where("u.isService", "=", false)
    .executeTakeFirst();
  return row !== undefined;
}
