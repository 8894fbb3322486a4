import { AppError, type LiftSuppressionInput, type SuppressedAddress } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { liftSuppression } from "./lift-suppression.ts";

/** The addresses that get no mail, since it came back; the newest first. Instance admins. */
export async function listSuppressedAddresses(context: Context): Promise<SuppressedAddress[]> {
  requireAccess(context, "admin.suppressedAddresses");
  return context.services.database.transaction((trx) =>
    trx
      .selectFrom("suppressedAddresses")
      .select(["address", "reason", "createdAt"])
      .orderBy("createdAt", "desc")
      .limit(500)
      .execute(),
  );
}

/** Lets mails go to an address again. Instance admins. Throws `not_found`. */
export async function liftAddressSuppression(
  context: Context,
  { address }: LiftSuppressionInput,
): Promise<{ address: string }> {
  requireAccess(context, "admin.liftSuppression");
  const { services, actor } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    if (!(await liftSuppression(trx, address))) {
      throw new AppError("not_found", "Mails go to that address already.");
    }
    await recordAudit(trx, auditActor(context), {
      action: "mail.lift_suppression",
      targetKind: "mail_address",
      targetId: address,
    });
  });
  return { address };
}
