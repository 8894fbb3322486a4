import { expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { createApiKey, resolveApiKey } from "../apikey/index.ts";
import { listMembers, removeMember } from "../member/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import {
  asApiKey,
  auditActions,
  testMember,
  testPassword,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import { createServiceAccount, listServiceAccounts, removeServiceAccount } from "./index.ts";

const { services } = await openLiveServices();

test("its keys have its own role and scopes, and outlive whoever made them", async () => {
  const owner = await testPerson(services, "ada");
  const admin = await testMember(services, owner, "bob", "admin");
  const bot = await createServiceAccount(admin.context, {
    name: "Deploy",
    scopes: ["tools:read", "tools:call", "policies:manage"],
  });
  // What its role may never do is no scope of it.
  expect(bot).toMatchObject({ name: "Deploy", role: "member", scopes: ["tools:read", "tools:call"] });
  const serviceAccount = bot.userId;
  const { key, id } = await createApiKey(admin.context, {
    name: "CI",
    scopes: ["tools:read", "usage:read"],
    serviceAccount,
  });
  await removeMember(owner.context, { userId: admin.userId });
  const resolved = await resolveApiKey(services, key);
  expect(resolved).toMatchObject({
    ok: true,
    actor: { userId: serviceAccount, role: "member", scopes: ["tools:read"], apiKeyId: id },
  });
  expect(await listServiceAccounts(owner.context)).toMatchObject([{ userId: serviceAccount, apiKeys: 1 }]);
  expect((await listMembers(owner.context)).map(({ email }) => email)).toEqual(["ada@example.com"]);

  await removeServiceAccount(owner.context, { userId: serviceAccount });
  // A node that had resolved it is told, which takes a moment.
  await expect.poll(() => resolveApiKey(services, key)).toEqual({ ok: false, reason: "revoked_key" });
  expect(await listServiceAccounts(owner.context)).toEqual([]);
  await expect(createApiKey(owner.context, { name: "Late", serviceAccount })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await auditActions(services, owner.organizationId)).toEqual(
    expect.arrayContaining(["service_account.create", "service_account.remove"]),
  );
});

test("it logs in nowhere, is no member to be promoted, and nobody gives it what they lack", async () => {
  const owner = await testPerson(services, "cat");
  const member = await testMember(services, owner, "dan", "member");
  const { userId } = await createServiceAccount(owner.context, { name: "Bot" });
  const email = `${userId}@service.invalid`;
  await expect(logIn(testVisit(services), { email, password: testPassword })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  await expect(removeMember(owner.context, { userId })).rejects.toMatchObject({ code: "not_found" });
  await expect(createApiKey(member.context, { name: "Mine", serviceAccount: userId })).rejects.toMatchObject({
    code: "forbidden",
  });
  const narrow = asApiKey(owner.context, ["organization:manage"]);
  await expect(createServiceAccount(narrow, { name: "More", scopes: ["tools:call"] })).rejects.toMatchObject({
    code: "insufficient_scope",
  });
});
