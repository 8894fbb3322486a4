import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Services, Visit } from "../context.ts";
import { networkOf } from "../network-of.ts";
import { inTurn } from "./in-turn.ts";

const windowMinutes = 15;
/** Failures that one address, and one account from one address, has in a window. */
const perAddress = 10;
/** Sign-ups from one address, whatever came of them: an office or a class, not a flood. */
const signUpsPerAddress = 40;
/** Logins by providers that one address begins in a window, whatever came of them. */
const providerLoginsPerAddress = 60;
/** Mails that one network asks for in a window, and that one mail address is sent. */
const mailsPerNetwork = 20;
const mailsPerAddress = 4;
/** Logins by passkeys that one address begins in a window; each sign-in page that is opened begins one. */
const passkeyLoginsPerAddress = 300;
const supportRequestsPerAddress = 10;
/** Mails to support that one sender, as they say who they are, and all together have in a window. */
const supportMailsPerSender = 10;
const supportMails = 200;
/** Requests with a token that is none which one address sends in a window to SCIM endpoints. */
const scimRefusalsPerAddress = 30;
/** Failures that one account has from all addresses together. */
const perAccount = 100;

/**
 * Counts a login try before its password is looked at, so that tries at the same moment count too. Throws `rate_limited`
 * for known and unknown mail addresses alike. An address from which the account is logged in stays below the account's own
 * limit: a flood from elsewhere locks nobody out of their own browser.
 */
export async function countLoginTry(visit: Visit, email: string): Promise<void> {
  const keys = keysOf(visit, email);
  const waitSeconds = await visit.services.database.transaction(async (trx) => {
    for (const key of [keys.address, keys.accountAtAddress]) {
      const { failures, secondsLeft } = await count(trx, key);
      if (failures > perAddress) return secondsLeft;
    }
    const { failures, secondsLeft } = await count(trx, keys.account);
    return failures > perAccount && !(await isLoggedInFrom(trx, email, visit.address)) ? secondsLeft : 0;
  });
  if (waitSeconds > 0) throw tooMany("Too many tries to log in.", waitSeconds);
}

/**
 * Takes a try back that turned out right, and with it the account's failures from this address. Rows are locked in the order
 * of `countLoginTry`, after the user's own: two logins never wait for each other.
 */
export async function forgiveLoginTry(trx: Transaction, visit: Visit, email: string): Promise<void> {
  const keys = keysOf(visit, email);
  await takeBack(trx, keys.address);
  await trx.deleteFrom("loginAttempts").where("key", "=", keys.accountAtAddress).execute();
  await takeBack(trx, keys.account);
}

/** Forgets all failures of an account, from wherever. */
export async function forgetLoginFailures(trx: Transaction, email: string): Promise<void> {
  const key = accountKey(email);
  await trx.deleteFrom("loginAttempts").where("key", "like", `${key}:%`).execute();
  await trx.deleteFrom("loginAttempts").where("key", "=", key).execute();
}

/**
 * Runs one login try of an address after the other, so that many people who log in rightly at the same moment from one
 * address do not look like many failures.
 */
export function inLoginTurn<T>(visit: Visit, work: () => Promise<T>): Promise<T> {
  return inTurn(networkOf(visit.address), work);
}

/**
 * Counts a sign-up before it is looked at, so that many at the same moment count too. Throws `rate_limited` when this
 * address made too many accounts, or failed to make one too often.
 */
export async function countSignUpTry(visit: Visit): Promise<void> {
  const waitSeconds = await visit.services.database.transaction(async (trx) => {
    const tries = await count(trx, `${signUpKey(visit)}:tries`);
    if (tries.failures > signUpsPerAddress) return tries.secondsLeft;
    const row = await trx
      .selectFrom("loginAttempts")
      .select(["failures", secondsLeft])
      .where("key", "=", signUpKey(visit))
      .where("windowEndsAt", ">", sql<string>`now()`)
      .executeTakeFirst();
    return row !== undefined && row.failures >= perAddress ? row.secondsLeft : 0;
  });
  if (waitSeconds > 0) throw tooMany("Too many tries to sign up.", waitSeconds);
}

/** Counts a login by a provider before it begins. Throws `rate_limited` when this address began too many. */
export async function countProviderLogin(visit: Visit): Promise<void> {
  const { failures, secondsLeft } = await visit.services.database.transaction((trx) =>
    count(trx, `provider:${networkOf(visit.address)}`),
  );
  if (failures > providerLoginsPerAddress) throw tooMany("Too many tries to log in.", secondsLeft);
}

/** Counts the wish for a mail before it is looked at. Throws `rate_limited` for known and unknown mail addresses alike (S20). */
export async function countMailWish(visit: Visit, email: string): Promise<void> {
  const waitSeconds = await visit.services.database.transaction(async (trx) => {
    const ofNetwork = await count(trx, `mail:${networkOf(visit.address)}`);
    if (ofNetwork.failures > mailsPerNetwork) return ofNetwork.secondsLeft;
    const ofAddress = await count(trx, `mail:${hashToken(email)}`);
    return ofAddress.failures > mailsPerAddress ? ofAddress.secondsLeft : 0;
  });
  if (waitSeconds > 0) throw tooMany("Too many mails were asked for.", waitSeconds);
}

/** Counts a login by a passkey before it begins. Throws `rate_limited` when this address began too many. */
export async function countPasskeyLogin(visit: Visit): Promise<void> {
  const { failures, secondsLeft } = await visit.services.database.transaction((trx) =>
    count(trx, `passkey:${networkOf(visit.address)}`),
  );
  if (failures > passkeyLoginsPerAddress) throw tooMany("Too many tries to log in.", secondsLeft);
}

/** Counts what an address writes to support before it is stored. Throws `rate_limited` when that was too much. */
export async function countSupportRequest(visit: Visit): Promise<void> {
  const { failures, secondsLeft } = await visit.services.database.transaction((trx) =>
    count(trx, `support:${networkOf(visit.address)}`),
  );
  if (failures > supportRequestsPerAddress) throw tooMany("Too much was written from here.", secondsLeft);
}

/**
 * Counts a mail to support before it is stored: of a sender, who may be forged, and of all, so that many names are no way around.
 * Throws `rate_limited`, upon which a mail server tries again later.
 */
export async function countSupportMail(
  { database }: Pick<Services, "database">,
  sender: string,
): Promise<void> {
  const waitSeconds = await database.transaction(async (trx) => {
    const ofSender = await count(trx, `support-mail:${hashToken(sender)}`);
    if (ofSender.failures > supportMailsPerSender) return ofSender.secondsLeft;
    const ofAll = await count(trx, "support-mail");
    return ofAll.failures > supportMails ? ofAll.secondsLeft : 0;
  });
  if (waitSeconds > 0) throw tooMany("Too many mails to support.", waitSeconds);
}

/** Counts a request to a SCIM endpoint whose token is none. Throws `rate_limited` when this address sent too many. */
export async function countScimRefusal(visit: Visit): Promise<void> {
  const { failures, secondsLeft } = await visit.services.database.transaction((trx) =>
    count(trx, `scim:${networkOf(visit.address)}`),
  );
  if (failures > scimRefusalsPerAddress) throw tooMany("Too many tokens that are none.", secondsLeft);
}

export async function countFailedSignUp(visit: Visit): Promise<void> {
  await visit.services.database.transaction((trx) => count(trx, signUpKey(visit)));
}

async function takeBack(trx: Transaction, key: string): Promise<void> {
  await trx
    .updateTable("loginAttempts")
    .set({ failures: sql<number>`failures - 1` })
    .where("key", "=", key)
    .where("failures", ">", 0)
    .execute();
}

const secondsLeft = sql<number>`greatest(1, ceil(extract(epoch from window_ends_at - now())))::int`.as(
  "secondsLeft",
);

async function count(trx: Transaction, key: string): Promise<{ failures: number; secondsLeft: number }> {
  const windowEndsAt = sql<string>`now() + make_interval(mins => ${windowMinutes})`;
  return trx
    .insertInto("loginAttempts")
    .values({ key, failures: 1, windowEndsAt })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({
        failures: sql`case when login_attempts.window_ends_at <= now() then 1 else login_attempts.failures + 1 end`,
        windowEndsAt: sql`case when login_attempts.window_ends_at <= now() then excluded.window_ends_at else login_attempts.window_ends_at end`,
      }),
    )
    .returning(["failures", secondsLeft])
    .executeTakeFirstOrThrow();
}

async function isLoggedInFrom(trx: Transaction, email: string, address: string | null): Promise<boolean> {
  const row = await trx
    .selectFrom("loginSessions")
    .innerJoin("users", "users.id", "loginSessions.userId")
    .select("loginSessions.id")
    .where("users.email", "=", email)
    .where("loginSessions.address", "=", address)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function keysOf(visit: Visit, email: string) {
  const address = networkOf(visit.address);
  const account = accountKey(email);
  return { address: `address:${address}`, account, accountAtAddress: `${account}:${address}` };
}

function accountKey(email: string): string {
  return `account:${hashToken(email)}`;
}

function signUpKey(visit: Visit): string {
  return `signup:${networkOf(visit.address)}`;
}

function tooMany(message: string, retryAfterSeconds: number): AppError {
  return new AppError("rate_limited", message, {
    next: `Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
    retryAfterSeconds,
  });
}
