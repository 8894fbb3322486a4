import type { ProviderIdentity } from "@patchops/auth";
import { AppError, newId, type Role } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { startLoginSession } from "../../session/index.ts";
import { issueAppeal } from "../appeal/index.ts";
import type { LoggedIn } from "../sign-up.ts";
import { countSignUpTry } from "../throttle.ts";

interface Vouched {
  /** Its address is of a domain that the organization has proved to be its own. */
  identity: ProviderIdentity & { email: string };
  organizationId: string;
  defaultRole: Role;
}

/**
 * Logs in whom the organization's provider vouches for: the account with that address, which whoever has the domain could reach by
 * a mail as well, or a new one, also where sign-up is closed. Who is no member yet becomes one. Throws `account_suspended`, `forbidden`.
 */
export async function enterBySingleSignOn(
  visit: Visit,
  { identity, organizationId, defaultRole }: Vouched,
): Promise<LoggedIn> {
  const { database } = visit.services;
  const { email, name } = identity;
  const known = await database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["id", "status", "isInstanceAdmin", "suspensionReason"])
      .where("email", "=", email)
      .executeTakeFirst(),
  );
  if (known?.status === "suspended") {
    throw await issueAppeal(visit.services, { userId: known.id, reason: known.suspensionReason });
  }
  // What operates the instance is no organization's to give.
  if (known !== undefined && (known.status !== "active" || known.isInstanceAdmin)) {
    throw new AppError("forbidden", "This account does not enter by an organization's login.");
  }
  if (known === undefined) await countSignUpTry(visit);
  const userId = known?.id ?? newId();
  return database.withOrganization(organizationId, async (trx) => {
    if (known === undefined) await insertPerson(trx, { id: userId, email, name });
    const joined = await trx
      .insertInto("members")
      .values({ organizationId, userId, role: defaultRole })
      .onConflict((conflict) => conflict.doNothing())
      .returning("userId")
      .executeTakeFirst();
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

/** Of two first logins at once the second finds the first one's account only when it comes again. */
async function insertPerson(
  trx: Transaction,
  person: { id: string; email: string; name: string | null },
): Promise<void> {
  const name = person.name?.trim().slice(0, 100) || null;
  await trx
    .insertInto("users")
    .values({ ...person, name, passwordHash: null, emailVerifiedAt: new Date().toISOString() })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirstOrThrow(() => new AppError("conflict", "That login is under way already."));
}
