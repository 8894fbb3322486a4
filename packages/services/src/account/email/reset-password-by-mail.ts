import type { ResetPasswordInput } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { liftSuppression } from "../../mail/index.ts";
import { endOtherLoginSessions, findMembership } from "../../session/index.ts";
import { dropUnprovenWaysIn } from "../drop-unproven-ways-in.ts";
import { hashNewPassword } from "../password.ts";
import { forgetLoginFailures } from "../throttle.ts";
import { dropAccountLinks, readAccountLink, refuseLink, useAccountLink } from "./account-link.ts";
import { tellOfNewPassword } from "./tell-of-new-password.ts";

/**
 * A new password by a mailed link, which works once: all logins end, failed tries are forgotten, and the address counts as confirmed.
 * Passkeys and linked logins go where the address was not confirmed before; API keys stay. Throws `not_found` for a link that does not work.
 */
export async function resetPasswordByMail(
  visit: Visit,
  { token, password }: ResetPasswordInput,
): Promise<{ email: string; endedSessions: number }> {
  const { services, address, requestId } = visit;
  const { userId, email } = await services.database.transaction((trx) =>
    readAccountLink(trx, token, ["reset"]),
  );
  const organizationId = await findMembership(services.database, userId);
  if (organizationId === null) refuseLink();
  const passwordHash = await hashNewPassword(password);
  return services.database.withOrganization(organizationId, async (trx) => {
    await useAccountLink(trx, token);
    await dropUnprovenWaysIn(trx, userId);
    const user = await trx
      .updateTable("users")
      .set({ passwordHash, emailVerifiedAt: new Date().toISOString() })
      .where("id", "=", userId)
      .where("email", "=", email)
      .where("status", "=", "active")
      .returning("id")
      .executeTakeFirst();
    if (user === undefined) refuseLink();
    await dropAccountLinks(trx, userId);
    await liftSuppression(trx, email);
    const endedSessions = await endOtherLoginSessions(trx, userId, null);
    await forgetLoginFailures(trx, email);
    await tellOfNewPassword(visit, trx, { userId, organizationId, email });
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.reset_password", targetKind: "user", targetId: userId, data: { endedSessions } },
    );
    return { email, endedSessions };
  });
}
