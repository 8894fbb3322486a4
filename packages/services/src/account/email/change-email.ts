import { AppError, type ChangeEmailInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { requireLogin } from "../../session/index.ts";
import { requirePassword } from "../require-password.ts";
import { countMailWish, forgiveLoginTry } from "../throttle.ts";
import { createAccountLink } from "./account-link.ts";

/**
 * Begins to change the asking person's mail address: a link goes to the new one, a notice to the old one, which stays until the
 * link is opened. An address that has an account is answered like a free one, and gets no mail. Throws `invalid_credentials` for a
 * wrong password, `invalid_input`, or `rate_limited`.
 */
export async function changeEmail(context: Context, input: ChangeEmailInput): Promise<{ email: string }> {
  requireLogin(context, "account.changeEmail");
  const { actor, services } = context;
  const { userId, organizationId } = actor;
  const user = await services.database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["email", "passwordHash"])
      .where("id", "=", userId)
      .executeTakeFirstOrThrow(),
  );
  if (user.email === input.email) {
    throw new AppError("invalid_input", "That is your address already.", { details: { field: "email" } });
  }
  await provePassword(context, user, input.password);
  await countMailWish(context, input.email);
  return services.database.withOrganization(organizationId, async (trx) => {
    const url = await createAccountLink(services, trx, { userId, purpose: "change", email: input.email });
    const taken = await trx
      .selectFrom("users")
      .select("id")
      .where("email", "=", input.email)
      .executeTakeFirst();
    const about = { userId, organizationId };
    if (taken === undefined) {
      await queueMail(services, trx, { kind: "email-change", to: input.email, ...about, data: { url } });
    }
    const page = `${services.settings.publicUrl}/settings/password`;
    await queueMail(services, trx, {
      ...{ kind: "email-change-notice", to: user.email, ...about },
      data: { newEmail: input.email, isDone: false, url: page },
    });
    await recordAudit(trx, auditActor(context), {
      action: "account.change_email",
      targetKind: "user",
      targetId: userId,
      data: { to: input.email },
    });
    return { email: input.email };
  });
}

/** Somebody at an open browser must not take the account with them. Who has no password is asked for none. */
async function provePassword(
  context: Context,
  user: { email: string; passwordHash: string | null },
  password: string | undefined,
): Promise<void> {
  if (user.passwordHash === null) return;
  await requirePassword(context, user, { password: password ?? "", field: "password" });
  await context.services.database.transaction((trx) => forgiveLoginTry(trx, context, user.email));
}
