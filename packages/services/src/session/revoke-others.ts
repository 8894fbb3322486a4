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
    // Whoever comes from there next is announced as somebody new.
    await trx
      .deleteFrom("knownDevices")
      .where("userId", "=", actor.userId)
      .where("tokenHash", "not in", (query) =>
        query
          .selectFrom("loginSessions")
          .select((e) => e.fn.coalesce("deviceHash", e.val("")).as("hash"))
          .where("id", "=", current),
      )
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "login_session.revoke_others",
      targetKind: "user",
      targetId: actor.userId,
      data: { ended },
    });
    return { ended };
  });
}
