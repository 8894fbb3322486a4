import type { ProviderIdentity } from "@patchops/auth";
import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** Makes a provider's account a way in for a person. Throws `conflict` when it is somebody's, or they have one there. */
export async function insertIdentity(
  trx: Transaction,
  { userId, provider, identity }: { userId: string; provider: string; identity: ProviderIdentity },
): Promise<void> {
  const { issuer, subject, email } = identity;
  const inserted = await trx
    .insertInto("loginIdentities")
    .values({
      issuer,
      subject,
      userId,
      provider,
      email,
      lastUsedAt: new Date().toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("userId")
    .executeTakeFirst();
  if (inserted !== undefined) return;
  const own = await trx
    .selectFrom("loginIdentities")
    .select("userId")
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();
  if (own?.userId === userId) return;
  throw new AppError("conflict", "That account is linked already, or you have another one linked there.");
}
