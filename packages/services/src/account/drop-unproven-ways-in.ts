import type { Transaction } from "@patchops/db";

/**
 * Takes password, passkeys and linked logins of an account away whose mail address nobody had proved, inside the transaction in which
 * somebody proves it: whoever made the account may be somebody else, who only knew the address. Answers whether that was so.
 */
export async function dropUnprovenWaysIn(trx: Transaction, userId: string): Promise<boolean> {
  const unproven = await trx
    .updateTable("users")
    .set({ passwordHash: null, emailVerifiedAt: new Date().toISOString() })
    .where("id", "=", userId)
    .where("emailVerifiedAt", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (unproven === undefined) return false;
  await trx.deleteFrom("passkeys").where("userId", "=", userId).execute();
  await trx.deleteFrom("loginIdentities").where("userId", "=", userId).execute();
  return true;
}
