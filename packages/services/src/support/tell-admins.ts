import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";

/** Mails the instance's admins, those whose address is known to be theirs, that somebody wrote. */
export async function tellAdmins(
  services: Services,
  trx: Transaction,
  { id, email, subject, isNew }: { id: string; email: string; subject: string; isNew: boolean },
): Promise<void> {
  const admins = await trx
    .selectFrom("users")
    .select(["id", "email"])
    .where("isInstanceAdmin", "=", true)
    .where("status", "=", "active")
    .where("emailVerifiedAt", "is not", null)
    .execute();
  const url = `${services.settings.publicUrl}/admin/support?open=${id}`;
  for (const admin of admins) {
    await queueMail(services, trx, {
      ...{ kind: "support-request", to: admin.email, userId: admin.id },
      data: { email, subject, isNew, url },
    });
  }
}
