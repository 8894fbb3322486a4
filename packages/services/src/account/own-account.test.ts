import { expect, test } from "vitest";
import { resolveLoginSession } from "../session/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, contextOf, testPassword, testPerson, testVisit } from "../testing/people.ts";
import { changePassword } from "./change-password.ts";
import { currentAccount } from "./current.ts";
import { logIn } from "./log-in.ts";
import { logOut } from "./log-out.ts";
import { setPreference } from "./set-preference.ts";
import { updateAccount } from "./update.ts";

const { services } = await openTestServices();
const visit = testVisit(services);
const newPassword = "a better password";

test("S19: a logout ends this session at once and no other", async () => {
  const { email, token, context, organizationId } = await testPerson(services, "leaver");
  const other = await logIn(visit, { email, password: testPassword });
  expect(await logOut(context)).toEqual({
    cookie: "patchops=; HttpOnly; Max-Age=0; Path=/; SameSite=Lax",
  });
  expect(await resolveLoginSession(visit, token)).toBeNull();
  expect(await resolveLoginSession(visit, other.token)).not.toBeNull();
  expect(await auditActions(services, organizationId)).toContain("account.log_out");
});

test("S19: a password change ends all other sessions at once; the old password is dead", async () => {
  const { email, token, context, organizationId } = await testPerson(services, "changer");
  const other = await logIn(visit, { email, password: testPassword });
  expect(await changePassword(context, { currentPassword: testPassword, newPassword })).toEqual({
    endedSessions: 1,
  });
  expect(await resolveLoginSession(visit, other.token)).toBeNull();
  expect(await resolveLoginSession(visit, token)).not.toBeNull();
  await expect(logIn(visit, { email, password: testPassword })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  await logIn(visit, { email, password: newPassword });
  expect(await auditActions(services, organizationId)).toContain("account.change_password");
});

test("a wrong current password changes nothing and is limited like a login", async () => {
  const { context, email } = await testPerson(services, "thief");
  const from = { ...context, address: "203.0.113.50" };
  for (let tries = 0; tries < 10; tries++) {
    await expect(changePassword(from, { currentPassword: "wrong guess", newPassword })).rejects.toMatchObject(
      { code: "invalid_credentials", details: { field: "currentPassword" } },
    );
  }
  await expect(changePassword(from, { currentPassword: testPassword, newPassword })).rejects.toMatchObject({
    code: "rate_limited",
  });
  await logIn(visit, { email, password: testPassword });
});

test("name and preferences are kept, with their audit entries", async () => {
  const { context, organizationId } = await testPerson(services, "tidy");
  expect(await updateAccount(context, { name: "Tidy Person" })).toMatchObject({
    user: { name: "Tidy Person" },
  });
  await setPreference(context, { key: "setupHidden", value: true });
  await setPreference(context, { key: "columns", value: { activity: ["time", "tool"] } });
  await setPreference(context, { key: "setupHidden", value: false });
  expect((await currentAccount(context)).user.preferences).toEqual({
    setupHidden: false,
    columns: { activity: ["time", "tool"] },
  });
  expect(await auditActions(services, organizationId)).toEqual([
    "account.sign_up",
    "account.update",
    "account.set_preference",
    "account.set_preference",
    "account.set_preference",
  ]);
  await expect(setPreference(context, { key: "columns", value: "x".repeat(5_000) })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("an API key sees whose it is and reaches nothing of the account", async () => {
  const { context } = await testPerson(services, "owner");
  const key = asApiKey(context);
  expect(await currentAccount(key)).toMatchObject({ via: "api_key", user: { email: "owner@example.com" } });
  for (const attempt of [
    () => logOut(key),
    () => updateAccount(key, { name: "x" }),
    () => setPreference(key, { key: "columns", value: 1 }),
    () => changePassword(key, { currentPassword: testPassword, newPassword }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(
    await contextOf(
      visit,
      (await logIn(visit, { email: "owner@example.com", password: testPassword })).token,
    ),
  ).toBeDefined();
});
