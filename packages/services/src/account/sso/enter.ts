import type { ProviderIdentity } from "@patchops/auth";
import { AppError, newId, type Role } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { requirePlace } from "../../require-place.ts";
import { startLoginSession } from "../../session/index.ts";
import { requireActive } from "../require-active.ts";
import type { LoggedIn } from "../sign-up.ts";
import { countSignUpTry } from "../throttle.ts";
import { findVouchedFor } from "./find-vouched-for.ts";
import { insertPerson } from "./insert-person.ts";
import { isOfDomain } from "./is-of-domain.ts";
import { otherPerson } from "./other-person.ts";
import { rememberPerson } from "./remember-person.ts";
import { requireOpen } from "./require-open.ts";
import { takeOverUnproven } from "./take-over.ts";

interface Vouched {
  identity: ProviderIdentity;
  organizationId: string;
  defaultRole: Role;
  /** Those that the organization has proved to be its own. */
  domains: readonly string[];
}

/**
 * Logs in whom the organization's provider vouches for: whom it logged in before by the same id, else the account with that address,
 * which whoever has the domain could reach by a mail as well, or a new one, also where sign-up is closed. Who is no member yet
 * becomes one. Null for an address of none of the organization's domains. Throws `account_suspended`, `deletion_pending`, `forbidden`, `quota_exceeded`, and `conflict`
 * when that account is somebody else's at the provider.
 */
export async function enterBySingleSignOn(
  visit: Visit,
  { identity, organizationId, defaultRole, domains }: Vouched,
): Promise<LoggedIn | null> {
  const { database } = visit.services;
  const { email, name } = identity;
  const known = await database.withOrganization(organizationId, (trx) =>
    findVouchedFor(trx, { identity, organizationId, domains }),
  );
  if (known === undefined && (email === null || !isOfDomain(email, domains))) return null;
  if (known !== undefined) await requireActive(visit.services, known);
  // What operates the instance is no organization's to give.
  if (known?.isInstanceAdmin) {
    throw new AppError("forbidden", "This account does not enter by an organization's login.");
  }
  if (known?.isSomebodyElses) throw otherPerson();
  if (known === undefined) await countSignUpTry(visit);
  else await takeOverUnproven(visit, { userId: known.id, organizationId });
  const userId = known?.id ?? newId();
  return database.withOrganization(organizationId, async (trx) => {
    await requireOpen(trx, organizationId);
    const isMember = await trx
      .selectFrom("members")
      .select("userId")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .executeTakeFirst();
    if (isMember === undefined) {
      await requirePlace(visit.services, trx, { organizationId, of: "members" });
    }
    if (known === undefined) await insertPerson(trx, { id: userId, email: email ?? "", name });
    const joined = await trx
      .insertInto("members")
      .values({ organizationId, userId, role: defaultRole })
      .onConflict((conflict) => conflict.doNothing())
      .returning("userId")
      .executeTakeFirst();
    await rememberPerson(trx, { organizationId, userId, identity });
    const login = await startLoginSession(visit, trx, {
      ...{ userId, organizationId, method: "sso", ssoOrganizationId: organizationId },
    });
    const { address, requestId } = visit;
    const actor = { organizationId, kind: "user" as const, id: userId, address, requestId };
    const fact = { targetKind: "user", targetId: userId, data: { issuer: identity.issuer } };
    if (joined !== undefined) {
      const data = { ...fact.data, role: defaultRole, isNewAccount: known === undefined };
      await recordAudit(trx, actor, { ...fact, action: "single_sign_on.join", data });
    }
    await recordAudit(trx, actor, { ...fact, action: "account.log_in" });
    return { userId, organizationId, ...login };
  });
}
