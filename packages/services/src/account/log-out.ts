import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { openAuth, requireLogin } from "../session/index.ts";

/** Ends the asking browser's login at once. The answered cookie (a `Set-Cookie` value) takes the browser's away. */
export async function logOut(context: Context): Promise<{ cookie: string }> {
  const id = requireLogin(context, "account.logOut");
  const { actor, services } = context;
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const auth = openAuth(services, trx);
    await auth.invalidate(id);
    await recordAudit(trx, auditActor(context), {
      action: "account.log_out",
      targetKind: "user",
      targetId: actor.userId,
    });
    return { cookie: auth.blankCookie };
  });
}
