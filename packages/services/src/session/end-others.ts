import type { Transaction } from "@patchops/db";

/** Ends a person's login sessions but the one that is kept (null = all); answers their count. */
export async function endOtherLoginSessions(
  trx: Transaction,
  userId: string,
  keptId: string | null,
): Promise<number> {
  const ended = await trx
    .deleteFrom("loginSessions")
    .where("userId", "=", userId)
    .$if(keptId !== null, (query) => query.where("id", "!=", keptId ?? ""))
    .returning("id")
    .execute();
  return ended.length;
}
