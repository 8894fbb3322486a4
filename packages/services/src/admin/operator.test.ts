import { expect, test } from "vitest";
import { logIn, signUp } from "../account/index.ts";
import { resolveApiKey } from "../apikey/index.ts";
import { resolveLoginSession } from "../session/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { contextOf, testPassword, testPerson, testVisit } from "../testing/people.ts";
import { createAccountAsOperator, grantAdmin, resetPassword } from "./index.ts";

const { services } = await openTestServices();
const visit = testVisit(services);

const operatorEntries = (organizationId: string) =>
  services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("auditEntries")
      .select(["action", "targetId", "actorId"])
      .where("actorKind", "=", "operator")
      .orderBy("id")
      .execute(),
  );

test("setup makes an account, its organization and a key that may do everything; the first owns the instance", async () => {
  const ada = await createAccountAsOperator(services, {
    email: "ada@example.com",
    password: testPassword,
    name: "Ada",
  });
  expect(await resolveApiKey(services, ada.apiKey)).toMatchObject({
    actor: {
      userId: ada.userId,
      organizationId: ada.organizationId,
      isInstanceAdmin: true,
      scopes: expect.arrayContaining(["keys:manage", "code:execute"]),
    },
  });
  const bob = await createAccountAsOperator(services, { email: "bob@example.com", password: testPassword });
  expect(bob.organizationId).not.toBe(ada.organizationId);
  expect(await resolveApiKey(services, bob.apiKey)).toMatchObject({ actor: { isInstanceAdmin: false } });
  expect(await operatorEntries(ada.organizationId)).toMatchObject([
    { action: "account.create", targetId: ada.userId, actorId: null },
    { action: "api_key.create" },
  ]);
  await logIn(visit, { email: "ada@example.com", password: testPassword });
  await expect(
    createAccountAsOperator(services, { email: "ada@example.com", password: testPassword }),
  ).rejects.toMatchObject({ code: "conflict" });
  const next = await signUp(visit, { email: "cleo@example.com", password: testPassword });
  expect((await contextOf(visit, next.token)).actor.isInstanceAdmin).toBe(false);
});

test("a reset password ends all logins and is written down in the person's organization", async () => {
  const { email, token, organizationId, userId } = await testPerson(services, "forgetful");
  const password = "remembered this time";
  expect(await resetPassword(services, { email: ` ${email.toUpperCase()}`, password })).toEqual({
    userId,
    endedSessions: 1,
  });
  expect(await resolveLoginSession(visit, token)).toBeNull();
  await logIn(visit, { email, password });
  expect(await operatorEntries(organizationId)).toMatchObject([{ action: "account.reset_password" }]);
});

test("admin is granted to the named person alone", async () => {
  const { email, token, organizationId } = await testPerson(services, "promoted");
  expect((await contextOf(visit, token)).actor.isInstanceAdmin).toBe(false);
  await grantAdmin(services, { email });
  expect((await contextOf(visit, token)).actor.isInstanceAdmin).toBe(true);
  expect(await operatorEntries(organizationId)).toMatchObject([{ action: "account.grant_admin" }]);
});

test("an unknown mail address and a weak password are named", async () => {
  const { email, token } = await testPerson(services, "kept");
  await expect(grantAdmin(services, { email: "nobody@example.com" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(
    resetPassword(services, { email: "nobody@example.com", password: testPassword }),
  ).rejects.toMatchObject({ code: "not_found" });
  await expect(resetPassword(services, { email, password: "short" })).rejects.toMatchObject({
    code: "invalid_input",
    message: "Use at least 10 characters.",
  });
  expect(await resolveLoginSession(visit, token)).not.toBeNull();
});
