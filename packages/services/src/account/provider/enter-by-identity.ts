import type { ProviderIdentity } from "@patchops/auth";
import { AppError } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { joinByInvitation, type OpenInvitation } from "../../invitation/index.ts";
import { startLoginSession } from "../../session/index.ts";
import { ensureMembership } from "../ensure-membership.ts";
import { requireActive } from "../require-active.ts";
import type { LoggedIn } from "../sign-up.ts";

/**
 * Logs in whom a provider's account belongs to, always with a new session, and lets them join by an invitation that they came
 * with; null when it belongs to nobody here. Throws
 * `account_suspended`, `deletion_pending`, and `forbidden`.
 */
export async function enterByIdentity(
  visit: Visit,
  { issuer, subject, email }: ProviderIdentity,
  invitation: OpenInvitation | null,
): Promise<LoggedIn | null> {
  const { database } = visit.services;
  const found = await database.transaction((trx) =>
    trx
      .selectFrom("loginIdentities as i")
      .innerJoin("users as u", "u.id", "i.userId")
      .select(["u.id as userId", "u.email as ownEmail", "u.status", "u.suspensionReason", "i.provider"])
      .where("i.issuer", "=", issuer)
      .where("i.subject", "=", subject)
      .executeTakeFirst(),
  );
  if (found === undefined) return null;
  const { userId, ownEmail, provider } = found;
  await requireActive(visit.services, { ...found, id: userId });
  const organizationId = invitation?.organizationId ?? (await ensureMembership(visit, userId));
  return database.withOrganization(organizationId, async (trx) => {
    const now = new Date().toISOString();
    await trx
      .updateTable("loginIdentities")
      .set({ lastUsedAt: now, ...(email === null ? {} : { email }) })
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .where("userId", "=", userId)
      .returning("userId")
      .executeTakeFirstOrThrow(() => new AppError("invalid_credentials", "This login was taken away."));
    if (invitation !== null) await joinByInvitation(visit, trx, { invitation, userId, email: ownEmail });
    const login = await startLoginSession(visit, trx, { userId, organizationId, method: provider });
    const { address, requestId } = visit;
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.log_in", targetKind: "user", targetId: userId, data: { provider } },
    );
    return { userId, organizationId, ...login };
  });
}
