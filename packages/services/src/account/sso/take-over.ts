import { revokeKeysOfUser } from "../../apikey/index.ts";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { endGrantsOfUser } from "../../oauth/index.ts";
import { endOtherLoginSessions } from "../../session/index.ts";
import { dropUnprovenWaysIn } from "../drop-unproven-ways-in.ts";
import { dropAccountLinks } from "../email/account-link.ts";
import { findMemberships } from "./system/find-memberships.ts";

/**
 * Before a provider's person enters an account for the first time: whoever made it without proving its address is out, with their
 * password, passkeys, linked logins, sessions, keys and apps. A member of the provider's organization was let in by its people, and keeps theirs.
 */
export async function takeOverUnproven(
  { services, address, requestId }: Visit,
  { userId, organizationId }: { userId: string; organizationId: string },
): Promise<void> {
  const { database } = services;
  const memberships = await findMemberships(database, userId);
  if (memberships.includes(organizationId)) return;
  const wasUnproven = await database.transaction(async (trx) => {
    if (!(await dropUnprovenWaysIn(trx, userId))) return false;
    await dropAccountLinks(trx, userId);
    await endOtherLoginSessions(trx, userId, null);
    return true;
  });
  if (!wasUnproven) return;
  for (const own of memberships) {
    await database.withOrganization(own, async (trx) => {
      const whose = { organizationId: own, userId };
      await revokeKeysOfUser(database, trx, whose);
      await endGrantsOfUser(database, trx, whose);
      await recordAudit(
        trx,
        { organizationId: own, kind: "system", id: null, address, requestId },
        { action: "account.take_over", targetKind: "user", targetId: userId },
      );
    });
  }
}
