import { AppError, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Visit } from "../context.ts";
import { joinByInvitation, type OpenInvitation, requireAddress } from "../invitation/index.ts";
import { accountTaken, type CreatedAccount, type NewAccount } from "./create.ts";

/**
 * A person who joins by an invitation, in one transaction and with no organization of their own. Where sign-up is closed, only for
 * the address that the invitation names. Throws `signup_closed`, `not_found`, `forbidden`, and `conflict` as `createAccount`.
 */
export async function createInvitedAccount<T>(
  visit: Visit,
  { invitation, ...account }: NewAccount & { invitation: OpenInvitation },
  after: (trx: Transaction, created: CreatedAccount) => Promise<T>,
): Promise<T> {
  const { settings, database } = visit.services;
  const { organizationId } = invitation;
  if (settings.signup !== "open" && invitation.email === null) {
    throw new AppError("signup_closed", "Sign-up is closed: this link is for people who have an account.", {
      next: "Ask for an invitation to your mail address; that one lets you make an account.",
    });
  }
  requireAddress(invitation, account.email);
  const userId = newId();
  return database.withOrganization(organizationId, async (trx) => {
    const inserted = await trx
      .insertInto("users")
      .values({ id: userId, ...account })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (inserted === undefined) throw accountTaken();
    await joinByInvitation(visit, trx, { invitation, userId, email: account.email });
    return after(trx, { userId, organizationId });
  });
}
