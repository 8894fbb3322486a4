import { type AdminResetPasswordInput, AppError, passwordSchema } from "@patchops/contract";
import { dropAccountLinks, forgetLoginFailures, hashNewPassword } from "../account/index.ts";
import { recordAudit } from "../audit/index.ts";
import type { Services } from "../context.ts";
import { endOtherLoginSessions } from "../session/index.ts";
import { operator } from "./operator.ts";
import { requireAccount } from "./require-account.ts";

/**
 * `patchops admin reset-password`: a new password for somebody; their logins end at once and failed tries are forgotten.
 * Throws `not_found`, or `invalid_input` for a password that sign-up would refuse.
 */
export async function resetPassword(
  services: Services,
  input: AdminResetPasswordInput,
): Promise<{ userId: string; endedSessions: number }> {
  const password = passwordSchema.safeParse(input.password);
  if (!password.success) {
    throw new AppError("invalid_input", password.error.issues[0]?.message ?? "Use another password.", {
      details: { field: "password" },
    });
  }
  const { userId, organizationId } = await requireAccount(services, input.email);
  const passwordHash = await hashNewPassword(password.data);
  return services.database.withOrganization(organizationId, async (trx) => {
    const { email } = await trx
      .updateTable("users")
      .set({ passwordHash })
      .where("id", "=", userId)
      .returning("email")
      .executeTakeFirstOrThrow();
    const endedSessions = await endOtherLoginSessions(trx, userId, null);
    await forgetLoginFailures(trx, email);
    await dropAccountLinks(trx, userId, ["reset"]);
    await recordAudit(trx, operator(organizationId), {
      action: "account.reset_password",
      targetKind: "user",
      targetId: userId,
      data: { endedSessions },
    });
    return { userId, endedSessions };
  });
}
