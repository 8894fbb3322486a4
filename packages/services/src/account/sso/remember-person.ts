import type { ProviderIdentity } from "@patchops/auth";
import type { Transaction } from "@patchops/db";
import { otherPerson } from "./other-person.ts";

/** Keeps by which id the provider knows a member; a later sign-in finds them by it. Throws `conflict`. */
export async function rememberPerson(
  trx: Transaction,
  {
    organizationId,
    userId,
    identity,
  }: { organizationId: string; userId: string; identity: ProviderIdentity },
): Promise<void> {
  const { issuer, subject, email } = identity;
  const used = { email, lastUsedAt: new Date().toISOString() };
  // An account that left the organization's domains leaves its id to the one that has the address now.
  await trx
    .deleteFrom("singleSignOnPeople")
    .where("organizationId", "=", organizationId)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .where("userId", "!=", userId)
    .execute();
  await trx
    .insertInto("singleSignOnPeople")
    .values({ organizationId, issuer, subject, userId, ...used })
    .onConflict((conflict) =>
      conflict
        .columns(["organizationId", "userId"])
        .doUpdateSet(used)
        .where("singleSignOnPeople.issuer", "=", issuer)
        .where("singleSignOnPeople.subject", "=", subject),
    )
    .returning("userId")
    .executeTakeFirstOrThrow(otherPerson);
}
