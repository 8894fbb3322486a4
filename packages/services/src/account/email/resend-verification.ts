import { AppError } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireLogin } from "../../session/index.ts";
import { countMailWish } from "../throttle.ts";
import { sendVerification } from "./send-verification.ts";

/** Mails the asking person a new link to confirm their address. Throws `conflict` when it is confirmed, or `rate_limited`. */
export async function resendVerification(context: Context): Promise<{ email: string }> {
  requireLogin(context, "account.resendVerification");
  const { actor, services } = context;
  const { userId, organizationId } = actor;
  const { email, emailVerifiedAt } = await services.database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["email", "emailVerifiedAt"])
      .where("id", "=", userId)
      .executeTakeFirstOrThrow(),
  );
  if (emailVerifiedAt !== null) throw new AppError("conflict", "This address is confirmed already.");
  await countMailWish(context, email);
  return services.database.withOrganization(organizationId, async (trx) => {
    await sendVerification(services, trx, { userId, organizationId, email });
    await recordAudit(trx, auditActor(context), {
      action: "account.resend_verification",
      targetKind: "user",
      targetId: userId,
    });
    return { email };
  });
}
