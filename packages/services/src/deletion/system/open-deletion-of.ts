import type { Services } from "../../context.ts";
import { createDeletionLink } from "../link.ts";

/** The deletion that waits for an account, with a token for an hour; null when none does. A system file. */
export async function openDeletionOf(
  services: Services,
  userId: string,
): Promise<{ dueAt: string; token: string } | null> {
  return services.database.system.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom("deletions")
      .select(["id", "dueAt"])
      .where("subjectId", "=", userId)
      .where("state", "=", "waiting")
      .executeTakeFirst();
    if (row === undefined) return null;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { token } = await createDeletionLink(services, trx, { deletionId: row.id, expiresAt });
    return { dueAt: row.dueAt, token };
  });
}
