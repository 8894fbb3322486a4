import { AppError, type JoinWaitlistInput, newId } from "@patchops/contract";
import type { Visit } from "../context.ts";

/**
 * Puts a mail address on the waitlist. One answer, whether it stands there, has an account, or neither (S20). No audit entry: nobody
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
  await database.transaction((trx) =>
    trx
      .insertInto("waitlistEntries")
      .values({
        ...{ id: newId(), email, name: name ?? null },
        ...{ invitedAt: null, inviteHash: null, inviteExpiresAt: null, joinedAt: null },
      })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .execute(),
  );
}
