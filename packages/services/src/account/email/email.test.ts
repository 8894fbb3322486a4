import { waitFor } from "@patchops/testing";
import { hashToken } from "@patchops/vault";
import { expect, test } from "vitest";
import { createAccountAsOperator } from "../../admin/index.ts";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import { outboxOf } from "../../testing/outbox.ts";
import {
  auditActions,
  auditEntries,
  contextOf,
  testPassword,
  testPerson,
  testVisit,
} from "../../testing/people.ts";
import {
  changeEmail,
  changePassword,
  confirmEmail,
  currentAccount,
  logIn,
  requestPasswordReset,
  requireVerifiedEmail,
  resendVerification,
  resetPasswordByMail,
} from "../index.ts";

const opened = await openTestServices();
const { services, lines } = opened;
const { system } = services.database;
// The first account operates the instance; the others are ordinary ones.
await testPerson(services, "first");

/** Each from a network of its own, so that no test is slowed down by another's tries. */
let network = 0;
const visit = () => testVisit(services, { address: `198.51.${++network}.1` });
const newest = async (address: string, kind: string) =>
  (await outboxOf(services, address)).filter((mail) => mail.kind === kind).at(-1);
const notFound = { code: "not_found", next: "Have a new one sent." };

async function resetLink(email: string) {
  const before = (await newest(email, "password-reset"))?.id;
  await requestPasswordReset(visit(), { email });
  return waitFor(async () => {
    const mail = await newest(email, "password-reset");
    return mail && mail.id !== before ? mail.token : null;
  });
}

test("sign-up mails a link that confirms the address once, in whatever browser", async () => {
  const { context, email, organizationId } = await testPerson(services, "ann");
  expect((await currentAccount(context)).user.emailVerifiedAt).toBeNull();
  const [first] = await outboxOf(services, email);
  expect(first).toMatchObject({ kind: "email-verification", subject: "Confirm your mail address" });
  await resendVerification(context);
  const again = await newest(email, "email-verification");
  // A newer link takes the place of the one before.
  await expect(confirmEmail(visit(), { token: first?.token ?? "" })).rejects.toMatchObject(notFound);
  const token = again?.token ?? "";
  const both = await Promise.allSettled([confirmEmail(visit(), { token }), confirmEmail(visit(), { token })]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await currentAccount(context)).user.emailVerifiedAt).not.toBeNull();
  await expect(resendVerification(context)).rejects.toMatchObject({ code: "conflict" });
  expect(await auditActions(services, organizationId)).toEqual([
    "account.sign_up",
    "account.resend_verification",
    "account.confirm_email",
  ]);
});

test("links are stored by their hash alone, and die of age; those that confirm set no password", async () => {
  const { email } = await testPerson(services, "old");
  const { token = "" } = (await newest(email, "email-verification")) ?? {};
  const rows = await system.selectFrom("accountLinks").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows.map(({ tokenHash }) => tokenHash)).toContain(hashToken(token));
  expect(JSON.stringify(lines)).not.toContain(token);
  const reset = resetPasswordByMail(visit(), { token, password: "a whole new password" });
  await expect(reset).rejects.toMatchObject(notFound);
  await system
    .updateTable("accountLinks")
    .set({ expiresAt: new Date(Date.now() - 1).toISOString() })
    .where("tokenHash", "=", hashToken(token))
    .execute();
  await expect(confirmEmail(visit(), { token })).rejects.toMatchObject(notFound);
});

test("a change of address waits for the new one's word, tells the old one, and cuts what was mailed there", async () => {
  const { context, email, organizationId } = await testPerson(services, "bea");
  await expect(
    changeEmail(context, { email: "bea@new.example", password: "wrong one" }),
  ).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  await expect(changeEmail(context, { email, password: testPassword })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await changeEmail(context, { email: "bea@new.example", password: testPassword });
  expect((await currentAccount(context)).user).toMatchObject({ email, pendingEmail: "bea@new.example" });
  expect((await newest(email, "email-change-notice"))?.text).toContain("bea@new.example");
  const oldReset = await resetLink(email);

  const { token = "" } = (await newest("bea@new.example", "email-change")) ?? {};
  expect(await confirmEmail(visit(), { token })).toEqual({ email: "bea@new.example", isChanged: true });
  const { user } = await currentAccount(context);
  expect(user).toMatchObject({ email: "bea@new.example", pendingEmail: null });
  expect(user.emailVerifiedAt).not.toBeNull();
  expect((await newest(email, "email-change-notice"))?.subject).toBe("Your mail address was changed");
  const reset = resetPasswordByMail(visit(), { token: oldReset, password: "a whole new password" });
  await expect(reset).rejects.toMatchObject(notFound);
  await logIn(visit(), { email: "bea@new.example", password: testPassword });
  const audited = await auditEntries(services, organizationId);
  expect(audited.map(({ action }) => action)).toContain("account.change_email");
  expect(audited.find(({ action }) => action === "account.confirm_email")).toMatchObject({
    before: { email },
    after: { email: "bea@new.example" },
  });
});

test("an address that has an account is answered like a free one, and gets no link", async () => {
  const [ann, cat] = [await testPerson(services, "owned"), await testPerson(services, "cat")];
  const answer = await changeEmail(cat.context, { email: ann.email, password: testPassword });
  expect(answer).toEqual({ email: ann.email });
  expect((await currentAccount(cat.context)).user.pendingEmail).toBe(ann.email);
  expect(await newest(ann.email, "email-change")).toBeUndefined();
  // Free when it was asked for, taken when the link is opened.
  await changeEmail(cat.context, { email: "soon@example.com", password: testPassword });
  await testPerson(services, "soon");
  const { token = "" } = (await newest("soon@example.com", "email-change")) ?? {};
  await expect(confirmEmail(visit(), { token })).rejects.toMatchObject({ code: "conflict" });
});

test("S20: a forgotten password is answered alike for everybody, and mails a link to who has an account", async () => {
  const { email } = await testPerson(services, "dot");
  expect(await requestPasswordReset(visit(), { email })).toEqual({});
  expect(await requestPasswordReset(visit(), { email: "nobody@example.com" })).toEqual({});
  await waitFor(() => newest(email, "password-reset"));
  expect(await outboxOf(services, "nobody@example.com")).toEqual([]);
  // The fifth wish for one address is refused for both, from wherever.
  for (const address of [email, "nobody@example.com"]) {
    for (let wish = 2; wish <= 4; wish += 1) await requestPasswordReset(visit(), { email: address });
    await expect(requestPasswordReset(visit(), { email: address })).rejects.toMatchObject({
      code: "rate_limited",
      message: "Too many mails were asked for.",
    });
  }
  await system.updateTable("users").set({ status: "suspended" }).where("email", "=", email).execute();
});

test("a mailed link sets a password once, ends every login, forgives failed tries, and tells the owner", async () => {
  const eve = await testPerson(services, "eve");
  const { email, organizationId, userId } = eve;
  const linked = { userId, provider: "github", issuer: "https://github.com", subject: "7", email };
  await system.insertInto("loginIdentities").values(linked).execute();
  for (let wrong = 0; wrong < 3; wrong += 1) {
    await expect(logIn(visit(), { email, password: "not the password" })).rejects.toMatchObject({
      code: "invalid_credentials",
    });
  }
  const token = await resetLink(email);
  const short = resetPasswordByMail(visit(), { token: "x".repeat(43), password: "a whole new password" });
  await expect(short).rejects.toMatchObject(notFound);
  const answer = await resetPasswordByMail(visit(), { token, password: "a whole new password" });
  expect(answer).toEqual({ email, endedSessions: 1 });
  await expect(contextOf(testVisit(services), eve.token)).rejects.toThrow("nobody is logged in");
  await expect(resetPasswordByMail(visit(), { token, password: "and another one" })).rejects.toMatchObject(
    notFound,
  );
  await expect(logIn(visit(), { email, password: testPassword })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  const again = await logIn(visit(), { email, password: "a whole new password" });
  expect(
    (await currentAccount(await contextOf(testVisit(services), again.token))).user.emailVerifiedAt,
  ).not.toBeNull();
  // Nobody had proved the address: the linked login may be somebody else's.
  expect(await system.selectFrom("loginIdentities").select("subject").execute()).toEqual([]);
  expect(await newest(email, "password-changed")).toBeDefined();
  expect(await auditActions(services, organizationId)).toEqual(
    expect.arrayContaining(["account.request_password_reset", "account.reset_password"]),
  );
});

test("a password that is changed by hand cuts the link that was mailed, and its owner hears of it", async () => {
  const { context, email } = await testPerson(services, "fay");
  const token = await resetLink(email);
  await changePassword(context, { currentPassword: testPassword, newPassword: "a whole new password" });
  await expect(resetPasswordByMail(visit(), { token, password: "and another one" })).rejects.toMatchObject(
    notFound,
  );
  expect(await newest(email, "password-changed")).toBeDefined();
});

test("where the instance asks for it, only a confirmed address may run programs; the operator's own accounts may", async () => {
  const strict = withParts(services, { settings: testSettings({ requiresVerifiedEmail: true }) });
  const { context, email } = await testPerson(strict, "gus");
  await requireVerifiedEmail({ ...context, services });
  await expect(requireVerifiedEmail({ ...context, services: strict })).rejects.toMatchObject({
    code: "forbidden",
    details: { reason: "email_unverified" },
    next: expect.stringContaining(
      `${email}, or have it sent again at http://127.0.0.1:3000/settings/profile`,
    ),
  });
  const operator = { ...context, services: strict, actor: { ...context.actor, isInstanceAdmin: true } };
  await requireVerifiedEmail(operator);
  const { token = "" } = (await newest(email, "email-verification")) ?? {};
  await confirmEmail(visit(), { token });
  await requireVerifiedEmail({ ...context, services: strict });

  const made = await createAccountAsOperator(strict, { email: "made@example.com", password: testPassword });
  await requireVerifiedEmail({
    ...context,
    services: strict,
    actor: { ...context.actor, userId: made.userId },
  });
});
