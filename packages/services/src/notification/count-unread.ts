import type { Transaction } from "@patchops/db";

/** How much of what somebody was told of, in this organization and of their account, they have not seen. */
export async function countUnread(
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<number> {
  const { count } = await trx
    .selectNoFrom(({ selectFrom, fn, eb }) => [
      eb(
        selectFrom("notifications")
          .select(fn.countAll<string>().as("count"))
          .where("organizationId", "=", organizationId)
          .where("userId", "=", userId)
          .where("readAt", "is", null),
        "+",
        selectFrom("accountNotices")
          .select(fn.countAll<string>().as("count"))
          .where("userId", "=", userId)
          .where("readAt", "is", null),
      ).as("count"),
    ])
    .executeTakeFirstOrThrow();
  return Number(count);
}
