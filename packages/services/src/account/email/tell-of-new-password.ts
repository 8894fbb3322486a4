import type { Transaction } from "@patchops/db";
import type { Visit } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";

/** Whoever's password was changed hears of it, so that a thief's change does not go unseen. */
export async function tellOfNewPassword(
  { services, address }: Visit,
  trx: Transaction,
  { userId, organizationId, email }: { userId: string; organizationId: string; email: string },
): Promise<void> {
  await queueMail(services, trx, {
    ...{ kind: "password-changed", to: email, userId, organizationId },
    data: { address, url: `${services.settings.publicUrl}/forgot-password` },
  });
}
