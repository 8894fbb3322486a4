import { AppError, type LogInInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { findInvitation, type InvitationPlace, joinByInvitation } from "../invitation/index.ts";
import { findMembership, recordLogin, startLoginSession } from "../session/index.ts";
import { ensureMembership } from "./ensure-membership.ts";
import { isPasswordOf } from "./password.ts";
import { requireActive } from "./require-active.ts";
import type { LoggedIn } from "./sign-up.ts";
import { countLoginTry, forgiveLoginTry, inLoginTurn } from "./throttle.ts";

/**
 * Logs a person in, always with a new session. Throws `rate_limited` after 10 failures in 15 minutes, else
 * `invalid_credentials`: one answer, after the same work, for a wrong password and an unknown account (S20).
 * Throws `account_suspended` or `deletion_pending` where the password is right.
 */
export function logIn(visit: Visit, input: LoginTry, onProven?: OnProven): Promise<LoggedIn> {
  return inLoginTurn(visit, () => tryToLogIn(visit, input, onProven));
}

/** An invitation by its link, or as a login by a provider has kept it. */
type LoginTry = Omit<LogInInput, "invitation"> & { invitation?: string | InvitationPlace | undefined };

/** What happens together with the login, or not at all. */
type OnProven = (trx: Transaction, person: { userId: string; organizationId: string }) => Promise<void>;

async function tryToLogIn(visit: Visit, input: LoginTry, onProven?: OnProven): Promise<LoggedIn> {
  const { database } = visit.services;
  const { email } = input;
  await countLoginTry(visit, email);
  const user = await database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["id", "passwordHash", "status", "suspensionReason"])
      .where("email", "=", email)
      .executeTakeFirst(),
  );
  const isRight = await isPasswordOf(user?.passwordHash ?? null, input.password);
  if (user === undefined || !isRight || user.status !== "active") {
    if (user !== undefined) void recordRefusedLogin(visit, user.id);
    // The right password proves who asks; nobody else is told.
    if (isRight && user !== undefined) await requireActive(visit.services, user);
    throw wrongCredentials();
  }
  const invitation =
    input.invitation === undefined ? null : await findInvitation(visit.services, input.invitation);
  const organizationId = invitation?.organizationId ?? (await ensureMembership(visit, user.id));
  return database.withOrganization(organizationId, async (trx) => {
    // Compared once more: a password changed meanwhile has ended this account's logins, this one too.
    const updated = await trx
      .updateTable("users")
      .set({ lastLoginAt: new Date().toISOString() })
      .where("id", "=", user.id)
      .where("passwordHash", "=", user.passwordHash)
      .where("status", "=", "active")
      .returning("id")
      .executeTakeFirst();
    if (updated === undefined) throw wrongCredentials();
    await forgiveLoginTry(trx, visit, email);
    if (invitation !== null) await joinByInvitation(visit, trx, { invitation, userId: user.id, email });
    await onProven?.(trx, { userId: user.id, organizationId });
    const login = await startLoginSession(visit, trx, {
      userId: user.id,
      organizationId,
      method: "password",
    });
    const { address, requestId } = visit;
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: user.id, address, requestId },
      { action: "account.log_in", targetKind: "user", targetId: user.id },
    );
    return { userId: user.id, organizationId, ...login };
  });
}

/**
 * Writes a refused try into the person's history, and into the audit of the organization that they joined first, for its
 * admins to see where it came from. Beside the answer, which must not take longer for a known address than for an unknown one (S20).
 */
async function recordRefusedLogin(visit: Visit, userId: string): Promise<void> {
  const { services, address, requestId } = visit;
  const { database, log } = services;
  try {
    const organizationId = await findMembership(database, userId);
    if (organizationId === null) return;
    await database.withOrganization(organizationId, async (trx) => {
      await recordLogin(visit, trx, { userId, method: "password", outcome: "failure" });
      await recordAudit(
        trx,
        { organizationId, kind: "system", id: null, address, requestId },
        { action: "account.refuse_log_in", targetKind: "user", targetId: userId },
      );
    });
  } catch (error) {
    log.warn({ error }, "a refused login was not recorded");
  }
}

function wrongCredentials(): AppError {
  return new AppError("invalid_credentials", "The mail address or the password is wrong.");
}
