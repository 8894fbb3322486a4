import type { Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";

/**
 * Whether an address was invited from the waitlist and may sign up still. By the link's token, or without it (`isProved`) where a
 * provider vouches for the address.
 */
export async function isInvitedFromWaitlist(
  trx: Transaction,
  { email, token, isProved = false }: { email: string; token?: string | undefined; isProved?: boolean },
): Promise<boolean> {
  if (token === undefined && !isProved) return false;
  const row = await trx
    .selectFrom("waitlistEntries")
    .select("id")
    .where("email", "=", email)
    .where("joinedAt", "is", null)
    .where("inviteExpiresAt", ">", sql<string>`now()`)
    .$if(!isProved, (query) => query.where("inviteHash", "=", hashToken(token ?? "")))
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that the person behind an address has an account now, however they came; its link is used. */
export async function leaveWaitlist(trx: Transaction, email: string): Promise<void> {
  await trx
    .updateTable("waitlistEntries")
    .set({ joinedAt: sql<string>`now()`, inviteHash: null, inviteExpiresAt: null })
    .where("email", "=", email)
    .where("joinedAt", "is", null)
    .execute();
}
