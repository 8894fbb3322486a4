import type { Transaction } from "@patchops/db";
import type { Services } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { createAccountLink } from "./account-link.ts";

/** Mails the link that proves an account's address. */
export async function sendVerification(
  services: Services,
  trx: Transaction,
  { userId, organizationId, email }: { userId: string; organizationId: string; email: string },
): Promise<void> {
  const url = await createAccountLink(services, trx, { userId, purpose: "verify", email });
  await queueMail(services, trx, {
    ...{ kind: "email-verification", to: email, userId, organizationId },
    data: { url },
  });
}
