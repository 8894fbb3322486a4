import { AppError, type RevokeLoginSessionInput } from "@patchops/contract";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "./require-login.ts";

/** Logs one of the asking person's browsers out. Throws `not_found` for another's session and for none. */
export async function revokeLoginSession(context: Context, input: RevokeLoginSessionInput): Promise<void> {
  requireLogin(context, "session.revoke");
  const { actor, services } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const ended = await trx
      .deleteFrom("loginSessions")
      .where("userId", "=", actor.userId)
      .where(sql<string>`left(id, ${input.id.length})`, "=", input.id)
      .returning(["id", "deviceHash"])
      .execute();
    if (ended.length === 0) throw new AppError("not_found", "There is no such login.");
    // Whoever comes from there next is announced as somebody new.
    await trx
      .deleteFrom("knownDevices")
      .where("userId", "=", actor.userId)
      .where(
        "tokenHash",
        "in",
        ended.map(({ deviceHash }) => deviceHash ?? ""),
      )
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "login_session.revoke",
      targetKind: "login_session",
      targetId: input.id,
    });
  });
}
