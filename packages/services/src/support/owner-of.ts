import type { Transaction } from "@patchops/db";

/** Whose account has that address for sure; null = nobody's. */
export async function ownerOf(trx: Transaction, email: string): Promise<string | null> {
  const user = await trx
    .selectFrom("users")
    .select("id")
    .where("email", "=", email)
    .where("emailVerifiedAt", "is not", null)
    .executeTakeFirst();
  return user?.id ?? null;
}
