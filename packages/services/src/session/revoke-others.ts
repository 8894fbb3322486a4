import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { endOtherLoginSessions } from "./end-others.ts";
import { requireLogin } from "./require-login.ts";

/** Logs the asking person out everywhere but here. */
export async function revokeOtherLoginSessions(context: Context): Promise<{ ended: number }> {
  const current = requireLogin(context, "session.revokeOthers");
  const { actor, services } = context;
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const ended = await endOtherLoginSessions(trx, actor.userId, current);
    await recordAudit(trx, auditActor(context), {
      action: "login_session.revoke_others",
      targetKind: "user",
      targetId: actor.userId,
      data: { ended },
    });
    return { ended };
  });
}
