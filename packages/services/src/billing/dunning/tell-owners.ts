import type { Transaction } from "@patchops/db";
import type { Services } from "../../context.ts";
import { type MailData, queueMail } from "../../mail/index.ts";

type PaymentMail = "payment-failed" | "payment-grace-ends" | "payment-restored";

/** Mails the organization's owners, who can do something about its payments, with the transaction. */
export async function tellOwners<Kind extends PaymentMail>(
  services: Services,
  trx: Transaction,
  organizationId: string,
  { kind, data }: { kind: Kind; data: Omit<MailData[Kind], "organization" | "url"> },
): Promise<void> {
  const owners = await trx
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .innerJoin("organizations as o", "o.id", "m.organizationId")
    .select(["u.id as userId", "u.email", "o.name as organization"])
    .where("m.organizationId", "=", organizationId)
    .where("m.role", "=", "owner")
    .where("u.status", "=", "active")
    .where("u.isService", "=", false)
    // News of an organization go to nobody's mistyped address.
    .where("u.emailVerifiedAt", "is not", null)
    .execute();
  const url = `${services.settings.publicUrl}/billing`;
  for (const { userId, email, organization } of owners) {
    await queueMail(services, trx, {
      ...{ kind, to: email, userId, organizationId },
      data: { ...data, organization, url } as MailData[Kind],
    });
  }
}
