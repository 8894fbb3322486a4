import { waitFor } from "@patchops/testing";
import { verifyPasswordDummy } from "@patchops/vault";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { resetPassword } from "../admin/index.ts";
import { resolveLoginSession } from "../session/index.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import { auditActions, testPassword, testPerson, testVisit } from "../testing/people.ts";
import { requestPasswordReset } from "./email/request-password-reset.ts";
import { logIn } from "./log-in.ts";
import { signUpByMail } from "./sign-up-by-mail.ts";

const { services } = await openTestServices();
const visit = testVisit(services);
let lastByte = 0;
/** An address that no other test has failed from. */
const newVisit = () => testVisit(services, { address: `198.51.100.${++lastByte}` });

const wrong = "not the password";
/** Wrong because it is too long: counted like the others, at no cost of a hash. */
const unhashed = "x".repeat(257);
const invalid = { code: "invalid_credentials", message: "The mail address or the password is wrong." };

test("the right password makes a new session each time and is written down", async () => {
  const { email, organizationId, token: first } = await testPerson(services, "ada");
  const { token, cookies, userId } = await logIn(visit, { email, password: testPassword });
  expect(token).not.toBe(first);
  expect(cookies[0]).toContain(`patchops=${token}; HttpOnly`);
  expect((await resolveLoginSession(visit, token))?.actor).toMatchObject({ userId, organizationId });
  expect(await auditActions(services, organizationId)).toEqual([
    "account.sign_up",
    "account.new_device",
    "account.log_in",
  ]);
  const user = await services.database.system
    .selectFrom("users")
    .select("lastLoginAt")
    .where("id", "=", userId)
    .executeTakeFirst();
  expect(user?.lastLoginAt).not.toBeNull();
});

test("S20: wrong password, unknown and suspended accounts get one answer after the same work", async () => {
  const { email } = await testPerson(services, "known");
  const suspended = await testPerson(services, "suspended");
  await services.database.transaction((trx) =>
    trx.updateTable("users").set({ status: "suspended" }).where("id", "=", suspended.userId).execute(),
  );
  for (const given of [
    { email, password: wrong },
    { email: "nobody@example.com", password: wrong },
    { email: suspended.email, password: wrong },
  ]) {
    // Hashing is first come, first served: an answer that comes after all of these has waited its turn for work of its own.
    let before = 0;
    const line = Array.from({ length: 12 }, async () => {
      await verifyPasswordDummy("x");
      before++;
    });
    await expect(logIn(newVisit(), given)).rejects.toMatchObject(invalid);
    expect(before).toBeGreaterThanOrEqual(11);
    await Promise.all(line);
  }
  expect(await resolveLoginSession(visit, suspended.token)).toBeNull();
});

test("S20: a sign-up that a mail confirms, and a wish for a new password, are answered before anything differs", async () => {
  const strict = withParts(services, { settings: testSettings({ requiresVerifiedEmail: true }) });
  const { email } = await testPerson(services, "asked");
  const held = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  // Whatever an address that is known or free leads to has to be written, and waits.
  const holding = services.database.system.transaction().execute(async (trx) => {
    await sql`lock table users, mails, account_links in share row exclusive mode`.execute(trx);
    locked.resolve();
    await held.promise;
  });
  await locked.promise;
  for (const address of [email, "free@example.com"]) {
    const asking = testVisit(strict, { address: `198.51.100.${++lastByte}` });
    expect(await signUpByMail(asking, { email: address, password: testPassword })).toBeNull();
    expect(await requestPasswordReset(asking, { email: address })).toEqual({});
  }
  held.resolve();
  await holding;
  const kindsTo = async (address: string) =>
    (await outboxOf(services, address)).map(({ kind }) => kind).sort();
  await expect.poll(() => kindsTo(email)).toEqual(["account-exists", "email-verification", "password-reset"]);
  await expect.poll(() => kindsTo("free@example.com")).toContain("email-verification");
});

test("a refused try of a known account stands in the audit, with its address; limits bound how many", async () => {
  const { email, organizationId, userId } = await testPerson(services, "guessed");
  const guessing = newVisit();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await expect(logIn(guessing, { email, password: wrong })).rejects.toThrow();
  }
  const refused = () =>
    services.database.system
      .selectFrom("auditEntries")
      .select(["actorKind", "targetId", "address"])
      .where("organizationId", "=", organizationId)
      .where("action", "=", "account.refuse_log_in")
      .execute();
  await waitFor(async () => (await refused()).length === 10);
  expect(new Set((await refused()).map((row) => JSON.stringify(row)))).toEqual(
    new Set([JSON.stringify({ actorKind: "system", targetId: userId, address: guessing.address })]),
  );
});

describe("S21: tries are limited", () => {
  test("10 for an account from an address, known or unknown; then even the right password waits", async () => {
    const { email } = await testPerson(services, "limited");
    for (const address of [email, "unknown@example.com"]) {
      const from = newVisit();
      for (let tries = 0; tries < 10; tries++) {
        await expect(logIn(from, { email: address, password: unhashed })).rejects.toMatchObject(invalid);
      }
      const refused = logIn(from, { email: address, password: testPassword });
      await expect(refused).rejects.toMatchObject({ code: "rate_limited", retryable: true });
      await expect(refused).rejects.toSatisfy(
        (error: { retryAfterSeconds: number }) =>
          error.retryAfterSeconds > 800 && error.retryAfterSeconds <= 900,
      );
    }
    await logIn(newVisit(), { email, password: testPassword });
  });

  test("10 from an address over many accounts; a success in between does not reset it", async () => {
    const own = await testPerson(services, "attacker");
    const from = newVisit();
    for (let tries = 0; tries < 10; tries++) {
      await expect(
        logIn(from, { email: `victim${tries}@example.com`, password: unhashed }),
      ).rejects.toMatchObject(invalid);
      if (tries === 5) await logIn(from, { email: own.email, password: testPassword });
    }
    await expect(logIn(from, { email: own.email, password: testPassword })).rejects.toMatchObject({
      code: "rate_limited",
    });
  });

  test("tries at the same moment count too", async () => {
    const from = newVisit();
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, () => logIn(from, { email: "flood@example.com", password: wrong })),
    );
    const codes = answers.map((answer) => answer.status === "rejected" && answer.reason.code);
    expect(codes.filter((code) => code === "invalid_credentials")).toHaveLength(10);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(20);
  });

  test("many who log in rightly at the same moment from one address all get in", async () => {
    const { email } = await testPerson(services, "office");
    const from = newVisit();
    const logins = Array.from({ length: 25 }, () => logIn(from, { email, password: testPassword }));
    expect(await Promise.all(logins)).toHaveLength(25);
  });

  test("a success forgets the account's own failures", async () => {
    const { email } = await testPerson(services, "clumsy");
    const from = newVisit();
    for (let round = 0; round < 2; round++) {
      for (let tries = 0; tries < 4; tries++) {
        await expect(logIn(from, { email, password: unhashed })).rejects.toMatchObject(invalid);
      }
      await logIn(from, { email, password: testPassword });
    }
  });

  test("addresses of one IPv6 network share their tries", async () => {
    for (let tries = 0; tries < 10; tries++) {
      const from = testVisit(services, { address: `2001:db8:0:1::${tries}` });
      await expect(logIn(from, { email: "six@example.com", password: unhashed })).rejects.toMatchObject(
        invalid,
      );
    }
    const neighbor = testVisit(services, { address: "2001:0db8:0000:0001:ffff::1" });
    await expect(logIn(neighbor, { email: "six@example.com", password: unhashed })).rejects.toMatchObject({
      code: "rate_limited",
    });
    const other = testVisit(services, { address: "2001:db8:0:2::1" });
    await expect(logIn(other, { email: "six@example.com", password: unhashed })).rejects.toMatchObject(
      invalid,
    );
  });

  test("a flood from everywhere does not lock the owner out of the address where they are logged in", async () => {
    const { email } = await testPerson(services, "owner");
    for (let net = 0; net < 10; net++) {
      const from = testVisit(services, { address: `192.0.2.${net}` });
      for (let tries = 0; tries < 10; tries++) {
        await expect(logIn(from, { email, password: unhashed })).rejects.toMatchObject(invalid);
      }
    }
    await expect(logIn(newVisit(), { email, password: testPassword })).rejects.toMatchObject({
      code: "rate_limited",
    });
    await logIn(visit, { email, password: testPassword });
  });

  test("it ends with its window, and with a reset by the operator", async () => {
    const { email } = await testPerson(services, "patient");
    const from = newVisit();
    const exhaust = async () => {
      for (let tries = 0; tries < 10; tries++) {
        await expect(logIn(from, { email, password: unhashed })).rejects.toMatchObject(invalid);
      }
      await expect(logIn(from, { email, password: testPassword })).rejects.toMatchObject({
        code: "rate_limited",
      });
    };
    await exhaust();
    await services.database.transaction((trx) =>
      trx
        .updateTable("loginAttempts")
        .set({ windowEndsAt: new Date(Date.now() - 1_000).toISOString() })
        .execute(),
    );
    await logIn(from, { email, password: testPassword });
    await exhaust();
    await resetPassword(services, { email, password: "another good password" });
    await logIn(newVisit(), { email, password: "another good password" });
  });
});

test("S22: a 64 KiB password is refused before it is hashed", async () => {
  await expect(
    logIn(newVisit(), { email: "ada@example.com", password: "x".repeat(65_536) }),
  ).rejects.toMatchObject(invalid);
});

test("a login that races a password change does not outlive it", async () => {
  const { email, userId } = await testPerson(services, "racer");
  const login = logIn(newVisit(), { email, password: testPassword });
  const reset = resetPassword(services, { email, password: "another good password" });
  await Promise.allSettled([login, reset]);
  await reset;
  const left = await services.database.system
    .selectFrom("loginSessions")
    .select("id")
    .where("userId", "=", userId)
    .execute();
  expect(left).toEqual([]);
});
