import { AppError } from "@patchops/contract";
import { sql } from "kysely";
import { apiKeyChannel } from "../../../apikey/index.ts";
import { type AuditActor, recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { shutOut } from "../../../deletion/index.ts";
import { queueMail } from "../../../mail/index.ts";
import { tellOfBlockedWorkflows } from "../../../notification/index.ts";
import { oauthGrantChannel } from "../../../oauth/index.ts";

/**
 * Suspends an account with a reason, or lifts that (`reason` null), with its entry in the audit of the actor's organization and
 * of those whose member it is, and a mail to the person. A system file: a person's sessions and organizations are many. Throws `not_found`; `conflict`
 * when it is so already.
 */
export async function changeStatus(
  services: Services,
  actor: AuditActor,
  { userId, reason }: { userId: string; reason: string | null },
): Promise<void> {
  const { database, settings } = services;
  const [from, to] =
    reason === null ? (["suspended", "active"] as const) : (["active", "suspended"] as const);
  await database.system.transaction().execute(async (trx) => {
    const user = await trx
      .updateTable("users")
      .set({
        status: to,
        suspensionReason: reason,
        suspendedAt: reason === null ? null : sql<string>`now()`,
      })
      .where("id", "=", userId)
      .where("status", "=", from)
      .returning(["email", "isService"])
      .executeTakeFirst();
    if (user === undefined) {
      const found = await trx
        .selectFrom("users")
        .select("status")
        .where("id", "=", userId)
        .executeTakeFirst();
      if (found === undefined) throw new AppError("not_found", "There is no such account.");
      throw new AppError("conflict", `That account is ${found.status} already.`);
    }
    if (reason === null) {
      await trx
        .updateTable("appeals")
        .set({ settledAt: sql<string>`now()` })
        .where("userId", "=", userId)
        .where("settledAt", "is", null)
        .execute();
    } else {
      await shutOut(database, trx, userId);
    }
    if (!user.isService) {
      const whom = { to: user.email, userId };
      const url = `${settings.publicUrl}/login`;
      await (reason === null
        ? queueMail(services, trx, { ...whom, kind: "account-active", data: { url } })
        : queueMail(services, trx, { ...whom, kind: "account-suspended", data: { reason, url } }));
    }
    await database.notify(trx, apiKeyChannel, userId);
    await database.notify(trx, oauthGrantChannel, userId);
    const memberships = await trx
      .selectFrom("members")
      .select("organizationId")
      .where("userId", "=", userId)
      .execute();
    if (reason !== null) {
      for (const { organizationId } of memberships) {
        await tellOfBlockedWorkflows(services, trx, { organizationId, userId });
      }
    }
    for (const organizationId of new Set([
      actor.organizationId,
      ...memberships.map((each) => each.organizationId),
    ])) {
      await recordAudit(
        trx,
        { ...actor, organizationId },
        {
          action: reason === null ? "account.lift_suspension" : "account.suspend",
          targetKind: "user",
          targetId: userId,
          data: { name: user.email, ...(reason !== null && { reason }) },
        },
      );
    }
  });
}
