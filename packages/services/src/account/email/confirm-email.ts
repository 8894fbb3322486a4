import { AppError, type ConfirmEmailInput } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { liftSuppression, queueMail } from "../../mail/index.ts";
import { findMembership } from "../../session/index.ts";
import { dropAccountLinks, readAccountLink, refuseLink, useAccountLink } from "./account-link.ts";

/**
 * By a mailed link: the address is theirs, and takes the old one's place where it is new. Needs no login: the mail may be opened on
 * another device. Throws `not_found` for a link that does not work, or `conflict` (somebody else has the address by now).
 */
export async function confirmEmail(
  visit: Visit,
  { token }: ConfirmEmailInput,
): Promise<{ email: string; isChanged: boolean }> {
  const { services, address, requestId } = visit;
  const { userId, purpose, email } = await services.database.transaction((trx) =>
    readAccountLink(trx, token, ["verify", "change"]),
  );
  const organizationId = await findMembership(services.database, userId);
  if (organizationId === null) refuseLink();
  const isChanged = purpose === "change";
  await services.database.withOrganization(organizationId, async (trx) => {
    await useAccountLink(trx, token);
    const user = await trx
      .selectFrom("users")
      .select("email")
      .where("id", "=", userId)
      .where("status", "=", "active")
      .forUpdate()
      .executeTakeFirst();
    if (user === undefined || (!isChanged && user.email !== email)) refuseLink();
    const other = isChanged
      ? await trx.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst()
      : undefined;
    if (other !== undefined) {
      throw new AppError("conflict", "Another account has that mail address by now.", {
        next: "Sign in to that account, or choose another address.",
      });
    }
    await trx
      .updateTable("users")
      .set({ email, emailVerifiedAt: new Date().toISOString() })
      .where("id", "=", userId)
      .execute();
    await liftSuppression(trx, email);
    if (isChanged) {
      // What was mailed to the old address opens nothing more.
      await dropAccountLinks(trx, userId);
      await queueMail(services, trx, {
        ...{ kind: "email-change-notice", to: user.email, userId, organizationId },
        data: { newEmail: email, isDone: true, url: `${services.settings.publicUrl}/settings/password` },
      });
    }
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      {
        action: "account.confirm_email",
        targetKind: "user",
        targetId: userId,
        ...(isChanged ? { before: { email: user.email }, after: { email } } : { data: { email } }),
      },
    );
  });
  return { email, isChanged };
}
