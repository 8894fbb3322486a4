import { idSchema } from "@patchops/contract";
import type { Services } from "../context.ts";

/**
 * Takes who has no account yet off the waitlist, by the id in the link that was mailed to them, which nobody else knows: nothing of them
 * is left there, and an invitation is dead. Whether there was somebody. No audit entry: nobody acts in an organization.
 */
export async function withdrawFromWaitlist(
  { database }: Pick<Services, "database">,
  id: string,
): Promise<boolean> {
  if (!idSchema.safeParse(id).success) return false;
  const { numDeletedRows } = await database.transaction((trx) =>
    trx
      .deleteFrom("waitlistEntries")
      .where("id", "=", id)
      .where("joinedAt", "is", null)
      .executeTakeFirstOrThrow(),
  );
  return numDeletedRows > 0n;
}
