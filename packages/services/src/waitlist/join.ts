import { AppError, type JoinWaitlistInput, newId } from "@patchops/contract";
import type { Visit } from "../context.ts";
import { queueMail } from "../mail/index.ts";

/**
 * Puts a mail address on the waitlist, and mails it the link that says where it stands. One answer, whether it stands there, has an account, or neither (S20). No audit entry: nobody
 * acts in an organization yet, and the entry itself says when it came. Throws `signup_closed` where there is no waitlist. The caller
 * counts the tries of an address.
 */
export async function joinWaitlist({ services }: Visit, { email, name }: JoinWaitlistInput): Promise<void> {
  const { settings, database } = services;
  if (settings.signup !== "waitlist") {
    throw new AppError("signup_closed", "This instance keeps no waitlist.", {
      next: settings.signup === "open" ? "Sign up." : "Ask the owner of this instance for an account.",
    });
  }
  await database.transaction(async (trx) => {
    await trx
      .insertInto("waitlistEntries")
      .values({
        ...{ id: newId(), email, name: name ?? null },
        ...{ invitedAt: null, inviteHash: null, inviteExpiresAt: null, joinedAt: null },
      })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .execute();
    const { id } = await trx
      .selectFrom("waitlistEntries")
      .select("id")
      .where("email", "=", email)
      .executeTakeFirstOrThrow();
    // Whether it is new or not: the link is theirs.
    const url = `${settings.publicUrl}/waitlist/${id}`;
    await queueMail(services, trx, { kind: "waitlist-joined", to: email, data: { url } });
  });
}
