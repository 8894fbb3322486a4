import { AppError, type ChangePasswordInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { endOtherLoginSessions, requireLogin } from "../session/index.ts";
import { dropAccountLinks } from "./email/account-link.ts";
import { tellOfNewPassword } from "./email/tell-of-new-password.ts";
import { hashNewPassword } from "./password.ts";
import { requirePassword } from "./require-password.ts";
import { forgiveLoginTry } from "./throttle.ts";

/**
 * Changes the asking person's password and ends all their other logins at once (API keys stay). Throws `rate_limited` like
 * a login, or `invalid_credentials` when the current password is wrong.
 */
export async function changePassword(
  context: Context,
  input: ChangePasswordInput,
): Promise<{ endedSessions: number }> {
  const current = requireLogin(context, "account.changePassword");
  const { actor, services } = context;
  const user = await services.database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["email", "passwordHash"])
      .where("id", "=", actor.userId)
      .executeTakeFirstOrThrow(),
  );
  if (user.passwordHash === null) {
    throw new AppError("conflict", "You log in by a provider; this account has no password.", {
      next: `Have a link sent that gives it one: ${services.settings.publicUrl}/forgot-password`,
    });
  }
  await requirePassword(context, user, { password: input.currentPassword, field: "currentPassword" });
  const passwordHash = await hashNewPassword(input.newPassword);
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    await trx.updateTable("users").set({ passwordHash }).where("id", "=", actor.userId).execute();
    await forgiveLoginTry(trx, context, user.email);
    await dropAccountLinks(trx, actor.userId, ["reset"]);
    const endedSessions = await endOtherLoginSessions(trx, actor.userId, current);
    await recordAudit(trx, auditActor(context), {
      action: "account.change_password",
      targetKind: "user",
      targetId: actor.userId,
      data: { endedSessions },
    });
    await tellOfNewPassword(context, trx, {
      userId: actor.userId,
      organizationId: actor.organizationId,
      email: user.email,
    });
    return { endedSessions };
  });
}
