import { newId, type Scope } from "@patchops/contract";
import { expect, test } from "vitest";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import { createApiKey, listApiKeys, resolveApiKey, revokeApiKey } from "./index.ts";

const { services } = await openTestServices();

test("a key may do by default all that its owner may, but decide over keys and policies", async () => {
  const { context, userId, organizationId } = await testPerson(services, "ada");
  const created = await createApiKey(context, { name: "Laptop" });
  expect(created).toEqual({
    id: expect.any(String),
    key: expect.any(String),
    name: "Laptop",
    prefix: expect.any(String),
  });
  expect(created.key.startsWith(`${created.prefix}_`)).toBe(true);
  const resolution = await resolveApiKey(services, created.key);
  expect(resolution).toEqual({
    ok: true,
    actor: {
      kind: "api_key",
      userId,
      organizationId,
      role: "owner",
      scopes: ["tools:read", "tools:call", "code:execute", "usage:read", "connections:manage"],
      isInstanceAdmin: true,
      loginSessionId: null,
      apiKeyId: created.id,
      oauthGrantId: null,
      profile: null,
    },
  });
  expect(await auditActions(services, organizationId)).toContain("api_key.create");
});

test("S26: only a hash is stored, and no list ever holds a secret (S25)", async () => {
  const { context, organizationId } = await testPerson(services, "hashed");
  const { key, prefix } = await createApiKey(context, { name: "Secret" });
  const secret = key.slice(prefix.length + 1);
  const rows = await services.database.system.selectFrom("apiKeys").selectAll().execute();
  const audit = await services.database.system.selectFrom("auditEntries").selectAll().execute();
  const list = await listApiKeys(context);
  expect(list).toEqual([
    expect.objectContaining({
      name: "Secret",
      prefix,
      lastUsedAt: null,
      createdBy: expect.objectContaining({ email: "hashed@example.com" }),
    }),
  ]);
  for (const text of [rows, audit, list].map((value) => JSON.stringify(value))) {
    expect(text).not.toContain(secret.slice(0, 8));
    expect(text).not.toContain(secret.slice(-8));
  }
  expect(JSON.stringify(list)).not.toContain(
    rows.find((row) => row.organizationId === organizationId)?.secretHash,
  );
});

test("scopes and expiry are kept as asked, an unknown profile is refused; a key is cut to its owner's role", async () => {
  const owner = await testPerson(services, "roles");
  const member = await testMember(services, owner, "demoted", "member");
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const { key, id } = await createApiKey(member.context, {
    name: "Narrow",
    scopes: ["usage:read", "tools:call", "usage:read"],
    expiresAt: expiresAt.replace("Z", "+00:00"),
  });
  expect((await listApiKeys(member.context))[0]).toMatchObject({
    id,
    scopes: ["tools:call", "usage:read"],
    profile: null,
    expiresAt,
  });
  await services.database.withOrganization(owner.organizationId, (trx) =>
    trx.updateTable("members").set({ role: "viewer" }).where("userId", "=", member.userId).execute(),
  );
  expect(await resolveApiKey(services, key)).toMatchObject({
    actor: { role: "viewer", scopes: ["usage:read"], profile: null },
  });
  await expect(createApiKey(owner.context, { name: "Narrow", profile: "ci" })).rejects.toMatchObject({
    code: "invalid_input",
    details: { field: "profile" },
  });
});

test("nobody gives a key more than they have, nor an expiry that is over", async () => {
  const owner = await testPerson(services, "greedy");
  const limited = asApiKey(owner.context, ["keys:manage", "tools:read"]);
  await expect(createApiKey(limited, { name: "x", scopes: ["tools:call"] })).rejects.toMatchObject({
    code: "insufficient_scope",
    details: { scope: "tools:call" },
  });
  const { key } = await createApiKey(limited, { name: "child" });
  expect(await resolveApiKey(services, key)).toMatchObject({ actor: { scopes: ["tools:read"] } });
  await expect(
    createApiKey(owner.context, { name: "x", expiresAt: new Date(Date.now() - 1_000).toISOString() }),
  ).rejects.toMatchObject({ code: "invalid_input", details: { field: "expiresAt" } });
});

test("viewers and keys without keys:manage neither create, list nor revoke", async () => {
  const owner = await testPerson(services, "strict");
  const viewer = (await testMember(services, owner, "watcher", "viewer")).context;
  const scopes: Scope[] = ["tools:read", "tools:call"];
  for (const [context, code] of [
    [viewer, "forbidden"],
    [asApiKey(owner.context, scopes), "insufficient_scope"],
  ] as const) {
    await expect(createApiKey(context, { name: "x" })).rejects.toMatchObject({ code });
    await expect(listApiKeys(context)).rejects.toMatchObject({ code });
    await expect(revokeApiKey(context, { id: newId() })).rejects.toMatchObject({ code });
  }
});

test("members see and revoke their own keys, owners and admins all of the organization's", async () => {
  const owner = await testPerson(services, "boss");
  const [ann, ben] = [
    await testMember(services, owner, "ann", "member"),
    await testMember(services, owner, "ben", "member"),
  ];
  const annKey = await createApiKey(ann.context, { name: "ann's" });
  const benKey = await createApiKey(ben.context, { name: "ben's" });
  expect((await listApiKeys(ann.context)).map(({ name }) => name)).toEqual(["ann's"]);
  expect((await listApiKeys(owner.context)).map(({ name }) => name)).toEqual(["ben's", "ann's"]);
  await expect(revokeApiKey(ann.context, { id: benKey.id })).rejects.toMatchObject({ code: "not_found" });
  const revoked = await revokeApiKey(ann.context, { id: annKey.id });
  expect(await revokeApiKey(owner.context, { id: annKey.id })).toEqual(revoked);
  await revokeApiKey(owner.context, { id: benKey.id });
  expect((await listApiKeys(owner.context)).every(({ revokedAt }) => revokedAt !== null)).toBe(true);
  const actions = await auditActions(services, owner.organizationId);
  expect(actions.filter((action) => action === "api_key.revoke")).toHaveLength(2);
});

test("S8: another organization's key is as unknown as none", async () => {
  const [mine, theirs] = [await testPerson(services, "mine"), await testPerson(services, "theirs")];
  const { id, key } = await createApiKey(theirs.context, { name: "theirs" });
  const answers = await Promise.allSettled(
    [id, newId()].map((tried) => revokeApiKey(mine.context, { id: tried })),
  );
  for (const answer of answers) {
    expect(answer).toMatchObject({ reason: { code: "not_found", message: "There is no such API key." } });
  }
  expect(await listApiKeys(mine.context)).toEqual([]);
  expect(await resolveApiKey(services, key)).toMatchObject({ ok: true });
});
