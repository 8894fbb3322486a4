import type { ProviderIdentity } from "@patchops/auth";
import type { Tables, Transaction } from "@patchops/db";
import type { Selectable } from "kysely";
import { isOfDomain } from "./is-of-domain.ts";

type Person = Pick<
  Selectable<Tables["users"]>,
  "id" | "email" | "status" | "isInstanceAdmin" | "suspensionReason"
> & {
  /** The provider has logged in another one of its people as this account. */
  isSomebodyElses: boolean;
};

/**
 * Whose account the organization's provider vouches for: the one that it logged in before by this id, whatever addresses it gives
 * now, as long as the account's own is of one of the organization's domains; else the one with the address that it gives.
 */
export async function findVouchedFor(
  trx: Transaction,
  {
    identity: { issuer, subject, email },
    organizationId,
    domains,
  }: { identity: ProviderIdentity; organizationId: string; domains: readonly string[] },
): Promise<Person | undefined> {
  const remembered = await trx
    .selectFrom("singleSignOnPeople as p")
    .innerJoin("users as u", "u.id", "p.userId")
    .select(["u.id", "u.email", "u.status", "u.isInstanceAdmin", "u.suspensionReason"])
    .where("p.organizationId", "=", organizationId)
    .where("p.issuer", "=", issuer)
    .where("p.subject", "=", subject)
    .executeTakeFirst();
  // Who took their account to an address elsewhere took it out of the provider's reach.
  if (remembered !== undefined && isOfDomain(remembered.email, domains)) {
    return { ...remembered, isSomebodyElses: false };
  }
  if (email === null || !isOfDomain(email, domains)) return undefined;
  const named = await trx
    .selectFrom("users as u")
    .leftJoin("singleSignOnPeople as p", (join) =>
      join.onRef("p.userId", "=", "u.id").on("p.organizationId", "=", organizationId),
    )
    .select(["u.id", "u.email", "u.status", "u.isInstanceAdmin", "u.suspensionReason", "p.subject"])
    .where("u.email", "=", email)
    .executeTakeFirst();
  if (named === undefined) return undefined;
  const { subject: knownSubject, ...person } = named;
  // A provider that gives an address to somebody new gives them nobody's account.
  return { ...person, isSomebodyElses: knownSubject !== null && knownSubject !== subject };
}
