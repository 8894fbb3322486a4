import type { RequestPasswordResetInput } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { findMembership } from "../../session/index.ts";
import { countMailWish } from "../throttle.ts";
import { createAccountLink } from "./account-link.ts";

/**
 * Mails a link to choose a new password with, where the address has an account. The answer is one for all and comes before anybody
 * has looked (S20). Throws `rate_limited` for known and unknown addresses alike.
 */
export async function requestPasswordReset(
  visit: Visit,
  { email }: RequestPasswordResetInput,
): Promise<Record<string, never>> {
  await countMailWish(visit, email);
  void sendReset(visit, email).catch((error: unknown) => {
    visit.services.log.error({ error, requestId: visit.requestId }, "a link for a new password was not sent");
  });
  return {};
}

async function sendReset({ services, address, requestId }: Visit, email: string): Promise<void> {
  const user = await services.database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select("id")
      .where("email", "=", email)
      .where("status", "=", "active")
      .executeTakeFirst(),
  );
  if (user === undefined) return;
  const userId = user.id;
  const organizationId = await findMembership(services.database, userId);
  if (organizationId === null) return;
  await services.database.withOrganization(organizationId, async (trx) => {
    const url = await createAccountLink(services, trx, { userId, purpose: "reset", email });
    await queueMail(services, trx, {
      ...{ kind: "password-reset", to: email, userId, organizationId },
      data: { url, address },
    });
    await recordAudit(
      trx,
      { organizationId, kind: "system", id: null, address, requestId },
      { action: "account.request_password_reset", targetKind: "user", targetId: userId },
    );
  });
}
