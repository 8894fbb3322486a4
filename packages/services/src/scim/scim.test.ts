import { newId, type Role } from "@patchops/contract";
import { expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { createApiKey, resolveApiKey } from "../apikey/index.ts";
import type { Services } from "../context.ts";
import { listMembers, setMemberRole } from "../member/index.ts";
import { resolveLoginSession } from "../session/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import {
  auditActions,
  auditEntries,
  type TestPerson,
  testMember,
  testPassword,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import {
  createScimGroup,
  createScimToken,
  createScimUser,
  getScim,
  getScimGroup,
  getScimUser,
  listScimGroups,
  listScimUsers,
  patchScimGroup,
  patchScimUser,
  removeScimGroup,
  removeScimUser,
  replaceScimUser,
  resolveScimToken,
  revokeScimToken,
  type ScimContext,
  setScimGroupRole,
} from "./index.ts";
import { patchMessage } from "./wire/names.ts";

const { services, otherNode } = await openLiveServices();
// The first one operates the instance.
const root = await testPerson(services, "root");

interface Directory {
  owner: TestPerson;
  domain: string;
  context: ScimContext;
}

async function ownDomain({ organizationId }: TestPerson, domain: string): Promise<void> {
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .insertInto("organizationDomains")
      .values({
        ...{ organizationId, domain, challenge: "x", verifiedBy: "dns", proofMissedAt: null },
        ...{ verifiedAt: new Date().toISOString(), proofSeenAt: new Date().toISOString() },
      })
      .execute(),
  );
}

/** An organization whose directory has a token. */
async function testDirectory(name: string): Promise<Directory> {
  const owner = await testPerson(services, name);
  const domain = `${name}.example`;
  await ownDomain(owner, domain);
  const { token } = await createScimToken(owner.context, { name: "Okta" });
  return { owner, domain, context: await resolveScimToken(testVisit(services), token) };
}

const patch = (...Operations: unknown[]) => ({ schemas: [patchMessage], Operations });
const setActive = (value: boolean) => patch({ op: "replace", path: "active", value });
const change = (id: string, body: unknown) => ({ id, body, ifMatch: undefined });
const roleOf = async ({ owner }: Directory, email: string) =>
  (await listMembers(owner.context)).find((member) => member.email === email)?.role ?? null;

test("a token is an owner's to make and to revoke, shown once, stored as a hash; what it was is audited", async () => {
  const owner = await testPerson(services, "token");
  const admin = await testMember(services, owner, "token-admin", "admin");
  await expect(createScimToken(owner.context, { name: "Okta" })).rejects.toMatchObject({ code: "conflict" });
  await ownDomain(owner, "token.example");
  await expect(createScimToken(admin.context, { name: "Okta" })).rejects.toMatchObject({ code: "forbidden" });
  const { id, token, prefix } = await createScimToken(owner.context, { name: "Okta" });
  expect(token).toMatch(/^ps_/);
  const { organizationId } = owner;
  const rows = await services.database.system.selectFrom("scimTokens").selectAll().execute();
  expect(JSON.stringify([rows, await getScim(admin.context)])).not.toContain(token.slice(prefix.length + 1));
  const { token: known } = await resolveScimToken(testVisit(services), token);
  expect(known).toEqual({ organizationId, id, name: "Okta" });
  const { tokens } = await getScim(admin.context);
  expect(tokens).toMatchObject([{ id, name: "Okta", lastUsedAddress: "127.0.0.1" }]);

  // A key of one kind is none of the other.
  const key = await createApiKey(owner.context, { name: "Key" });
  for (const text of [key.key, `${token.slice(0, -1)}_`, null]) {
    await expect(resolveScimToken(testVisit(services), text)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  }
  expect((await resolveApiKey(services, token)).ok).toBe(false);
  const freeze = (frozenAt: string | null) =>
    services.database.system
      .updateTable("organizations")
      .set({ frozenAt })
      .where("id", "=", organizationId)
      .execute();
  await freeze(new Date().toISOString());
  await expect(resolveScimToken(testVisit(services), token)).rejects.toMatchObject({
    code: "organization_frozen",
  });
  await freeze(null);
  await expect(revokeScimToken(admin.context, { id })).rejects.toMatchObject({ code: "forbidden" });
  await revokeScimToken(owner.context, { id });
  await expect(resolveScimToken(testVisit(services), token)).rejects.toMatchObject({
    code: "unauthenticated",
  });
  expect(
    (await auditActions(services, organizationId)).filter((action) => action.startsWith("scim.")),
  ).toEqual(["scim.create_token", "scim.revoke_token"]);
});

test("who sends tokens that are none is stopped", async () => {
  const visit = testVisit(services, { address: "203.0.113.77" });
  const codes: string[] = [];
  for (let attempt = 0; attempt < 32; attempt += 1) {
    codes.push(await resolveScimToken(visit, "ps_none").catch(({ code }) => code));
  }
  expect(codes.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => "unauthenticated"));
  expect(codes.at(-1)).toBe("rate_limited");
});

test("a user gets an account and a membership, in the directory's name in the audit; one elsewhere gets nothing", async () => {
  const directory = await testDirectory("provision");
  const { context, owner } = directory;
  const email = "ann@provision.example";
  const user = await createScimUser(context, {
    ...{ userName: "Ann@provision.example", externalId: "00u1", active: true },
    name: { givenName: "Ann", familyName: "Ash" },
  });
  expect(user.fields).toMatchObject({ userName: "Ann@provision.example", externalId: "00u1", active: true });
  const members = await listMembers(owner.context);
  expect(members.find((member) => member.email === email)).toMatchObject({ role: "member", name: "Ann Ash" });
  await expect(createScimUser(context, { userName: "ANN@provision.example" })).rejects.toMatchObject({
    details: { scimType: "uniqueness" },
  });
  const none = [
    "eve@elsewhere.example",
    "eve",
    "eve <b>@provision.example",
    "eve\0@provision.example",
    "\ud800",
  ];
  for (const userName of none) {
    await expect(createScimUser(context, { userName })).rejects.toMatchObject({
      details: { scimType: "invalidValue" },
    });
  }
  // Nor by a later change.
  const moved = patch({
    op: "add",
    path: "emails",
    value: [{ value: "ann@elsewhere.example", primary: true }],
  });
  await expect(patchScimUser(context, change(user.id, moved))).rejects.toMatchObject({
    details: { scimType: "invalidValue" },
  });
  expect(await listMembers(owner.context)).toHaveLength(2);
  const audited = await services.database.withOrganization(owner.organizationId, (trx) =>
    trx.selectFrom("auditEntries").selectAll().where("action", "like", "scim.%").orderBy("id").execute(),
  );
  expect(audited.slice(1)).toMatchObject([
    { action: "scim.create_user", actorKind: "scim", actorName: "SCIM token Okta" },
    { action: "scim.join", actorKind: "scim", data: { name: email, role: "member", isNewAccount: true } },
  ]);
});

test("S39: a user who is not active any more has nothing left here at once, on every node; active again, they are a member", async () => {
  const other = await otherNode();
  const directory = await testDirectory("leave");
  const { context, owner } = directory;
  const bob = await testMember(services, owner, "bob", "admin");
  await services.database.system
    .updateTable("users")
    .set({ email: "bob@leave.example" })
    .where("id", "=", bob.userId)
    .execute();
  const { key } = await createApiKey(bob.context, { name: "Laptop" });
  const nodes: Services[] = [services, other];
  for (const node of nodes) expect((await resolveApiKey(node, key)).ok).toBe(true);

  // Who is a member already is taken in as they are.
  const user = await createScimUser(context, { userName: "bob@leave.example" });
  expect(user.userId).toBe(bob.userId);
  expect(await roleOf(directory, "bob@leave.example")).toBe("admin");
  const gone = await patchScimUser(context, change(user.id, setActive(false)));
  expect(gone.fields.active).toBe(false);
  for (const node of nodes) {
    expect(await resolveLoginSession(testVisit(node), bob.token)).toBeNull();
    await expect.poll(async () => (await resolveApiKey(node, key)).ok, { timeout: 5_000 }).toBe(false);
  }
  expect(await roleOf(directory, "bob@leave.example")).toBeNull();
  expect((await auditActions(services, owner.organizationId)).slice(-2)).toEqual([
    "scim.update_user",
    "member.remove",
  ]);
  // A whole user without a word of it does not bring them back.
  const replaced = await replaceScimUser(context, change(user.id, { userName: "bob@leave.example" }));
  expect(replaced.fields.active).toBe(false);
  const again = await patchScimUser(context, change(user.id, setActive(true)));
  expect(again).toMatchObject({ userId: bob.userId, fields: { active: true } });
  expect((await resolveApiKey(services, key)).ok).toBe(false);
  const before = await auditActions(services, owner.organizationId);
  expect((await patchScimUser(context, change(user.id, setActive(true)))).version).toBe(again.version);
  expect(await auditActions(services, owner.organizationId)).toEqual(before);

  await removeScimUser(context, { id: user.id, ifMatch: undefined });
  await expect(getScimUser(context, user.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await roleOf(directory, "bob@leave.example")).toBeNull();
  // The account is theirs.
  const login = await logIn(testVisit(services), { email: "bob@leave.example", password: testPassword });
  expect(login.organizationId).not.toBe(owner.organizationId);
});

test("an account whose address nobody had proved is not let in with who made it; one that operates the instance is nobody's", async () => {
  const { context, owner, domain } = await testDirectory("squat");
  const squatter = await testPerson(services, "squatter");
  const email = `gus@${domain}`;
  const { system } = services.database;
  await system.updateTable("users").set({ email }).where("id", "=", squatter.userId).execute();
  const key = await createApiKey(squatter.context, { name: "Waiting" });
  const user = await createScimUser(context, { userName: email });
  expect(user.userId).toBe(squatter.userId);
  expect(await resolveLoginSession(testVisit(services), squatter.token)).toBeNull();
  await expect.poll(async () => (await resolveApiKey(services, key.key)).ok).toBe(false);
  await expect(logIn(testVisit(services), { email, password: testPassword })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  await system
    .updateTable("users")
    .set({ email: `root@${domain}` })
    .where("id", "=", root.userId)
    .execute();
  await expect(createScimUser(context, { userName: `root@${domain}` })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await listMembers(owner.context)).toHaveLength(2);
});

test("the last owner stays, and nobody becomes or stops to be one by a directory's word", async () => {
  const directory = await testDirectory("owners");
  const { context, owner } = directory;
  const email = "boss@owners.example";
  await services.database.system.updateTable("users").set({ email }).where("id", "=", owner.userId).execute();
  const user = await createScimUser(context, { userName: email, roles: [{ value: "viewer" }] });
  expect(await roleOf(directory, email)).toBe("owner");
  await expect(patchScimUser(context, change(user.id, setActive(false)))).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(removeScimUser(context, { id: user.id, ifMatch: undefined })).rejects.toMatchObject({
    code: "conflict",
  });
  const asOwner = patch({ op: "replace", path: "roles", value: ["owner"] });
  await expect(patchScimUser(context, change(user.id, asOwner))).rejects.toMatchObject({
    details: { scimType: "invalidValue" },
  });
  await testMember(services, owner, "second", "owner");
  await patchScimUser(context, change(user.id, setActive(false)));
  expect(await roleOf(directory, email)).toBeNull();
});

test("groups give roles, the highest of them; where they say nothing, people's choice stays", async () => {
  const directory = await testDirectory("groups");
  const { context, owner } = directory;
  const make = (name: string) => createScimUser(context, { userName: `${name}@groups.example` });
  const [ann, ben] = [await make("ann"), await make("ben")];
  const roles = async (): Promise<(Role | null)[]> => [
    await roleOf(directory, "ann@groups.example"),
    await roleOf(directory, "ben@groups.example"),
  ];
  await setMemberRole(owner.context, { userId: ben.userId ?? "", role: "viewer" });
  const members = [{ value: ann.id }, { value: ben.id }];
  const engineers = await createScimGroup(context, { displayName: "Engineers", members });
  const admins = await createScimGroup(context, { displayName: "Admins", members: [{ value: ann.id }] });
  expect(await roles()).toEqual(["member", "viewer"]);
  await setScimGroupRole(owner.context, { id: engineers.id, role: "member" });
  expect(await roles()).toEqual(["member", "member"]);
  await setScimGroupRole(owner.context, { id: admins.id, role: "admin" });
  expect(await roles()).toEqual(["admin", "member"]);
  const remove = (id: string) => patch({ op: "remove", path: `members[value eq "${id}"]` });
  await patchScimGroup(context, change(admins.id, remove(ann.id)));
  expect(await roles()).toEqual(["member", "member"]);
  const viewer = patch({ op: "add", path: "roles", value: [{ value: "viewer" }] });
  await patchScimUser(context, change(ben.id, viewer));
  await removeScimGroup(context, { id: engineers.id, ifMatch: undefined });
  expect(await roles()).toEqual(["member", "viewer"]);
  // A role that comes with the membership.
  await patchScimGroup(context, change(admins.id, patch({ op: "add", path: "members", value: members })));
  await patchScimUser(context, change(ben.id, setActive(false)));
  await patchScimUser(context, change(ben.id, setActive(true)));
  expect(await roles()).toEqual(["admin", "admin"]);
  const user = await getScimUser(context, ben.id);
  expect(user.groups).toEqual([{ id: admins.id, displayName: "Admins" }]);
  const { groups, users } = await getScim(owner.context);
  expect(groups).toMatchObject([{ displayName: "Admins", role: "admin", members: 2 }]);
  expect(users).toEqual({ all: 2, active: 2 });
  const admin = await testMember(services, owner, "groups-admin", "admin");
  await expect(setScimGroupRole(admin.context, { id: admins.id, role: null })).rejects.toMatchObject({
    code: "forbidden",
  });
  const audited = await auditEntries(services, owner.organizationId);
  expect(audited.filter(({ action }) => action === "scim.set_group_role").at(-1)).toMatchObject({
    data: { name: "Admins" },
    before: { role: null },
    after: { role: "admin" },
  });
});

test("lists are filtered in the database, and cut into pages", async () => {
  const { context } = await testDirectory("lists");
  const users = [];
  for (const [index, name] of ["ann", "ben", "o'hara%", "dora"].entries()) {
    users.push(
      await createScimUser(context, {
        ...{ userName: `${name}@lists.example`.replace("'", ""), externalId: `ID-${index}` },
        displayName: name,
        emails: [{ value: `${name.replace(/\W/g, "")}@lists.example`, type: "work", primary: true }],
      }),
    );
  }
  const dora = users[3];
  await patchScimUser(context, change(dora?.id ?? "", setActive(false)));
  const found = async (filter: string) =>
    (await listScimUsers(context, { filter })).resources.map(({ fields }) => fields.displayName);
  expect(await found('userName eq "ANN@lists.example"')).toEqual(["ann"]);
  expect(await found('externalId eq "id-1"')).toEqual([]);
  expect(await found('externalId eq "ID-1" or id eq "x"')).toEqual(["ben"]);
  expect(await found('displayName eq "o\'hara%"')).toEqual(["o'hara%"]);
  expect(await found('displayName co "%" and active eq true')).toEqual(["o'hara%"]);
  expect(await found("active eq false")).toEqual(["dora"]);
  expect(await found('not (displayName sw "a") and userName ew "ben@lists.example"')).toEqual(["ben"]);
  expect(await found('emails[type eq "work"].value eq "BEN@lists.example"')).toEqual(["ben"]);
  expect(await found('emails.value co "dora" and emails pr')).toEqual(["dora"]);
  expect(await found('meta.created gt "2020-01-01T00:00:00Z" and name.familyName ne "x"')).toHaveLength(4);
  expect(await found('name.familyName eq null and userName gt "c"')).toEqual(["o'hara%", "dora"]);
  for (const filter of ['password eq "x"', "active gt true", 'meta.created gt "soon"', 'emails[x eq "y"]']) {
    await expect(found(filter)).rejects.toMatchObject({ details: { scimType: "invalidFilter" } });
  }
  const page = await listScimUsers(context, { startIndex: "2", count: "2" });
  expect(page).toMatchObject({ totalResults: 4, startIndex: 2 });
  expect(page.resources.map(({ id }) => id)).toEqual(users.slice(1, 3).map(({ id }) => id));
  expect(await listScimUsers(context, { count: "0" })).toMatchObject({ totalResults: 4, resources: [] });
  await expect(listScimUsers(context, { count: "many" })).rejects.toMatchObject({ code: "invalid_input" });
  const group = await createScimGroup(context, { displayName: "All", members: [{ value: dora?.id }] });
  const groups = async (filter: string) =>
    (await listScimGroups(context, { filter })).resources.map(({ id }) => id);
  expect(await groups(`id eq "${group.id}" and members eq "${dora?.id}"`)).toEqual([group.id]);
  expect(await groups(`displayName eq "all" and members.value eq "${users[0]?.id}"`)).toEqual([]);
});

test("S8: what another organization's directory has is not there, by any verb", async () => {
  const mine = await testDirectory("mine");
  const theirs = await testDirectory("theirs");
  const user = await createScimUser(theirs.context, { userName: "eva@theirs.example" });
  const group = await createScimGroup(theirs.context, {
    displayName: "Secret",
    members: [{ value: user.id }],
  });
  const { context } = mine;
  const missing = { code: "not_found" };
  for (const id of [user.id, newId(), "x", "'; drop table users"]) {
    await expect(getScimUser(context, id)).rejects.toMatchObject(missing);
    await expect(replaceScimUser(context, change(id, { userName: "x@mine.example" }))).rejects.toMatchObject(
      missing,
    );
    await expect(patchScimUser(context, change(id, setActive(false)))).rejects.toMatchObject(missing);
    await expect(removeScimUser(context, { id, ifMatch: undefined })).rejects.toMatchObject(missing);
  }
  for (const id of [group.id, newId(), "x"]) {
    await expect(getScimGroup(context, id, {})).rejects.toMatchObject(missing);
    await expect(
      patchScimGroup(context, change(id, patch({ op: "remove", path: "members" }))),
    ).rejects.toMatchObject(missing);
    await expect(removeScimGroup(context, { id, ifMatch: undefined })).rejects.toMatchObject(missing);
  }
  const broken = { displayName: "a\0b" };
  await expect(createScimGroup(context, broken)).rejects.toMatchObject({
    details: { scimType: "invalidValue" },
  });
  const body = { displayName: "Mine", members: [{ value: user.id }] };
  await expect(createScimGroup(context, body)).rejects.toMatchObject({
    details: { scimType: "invalidValue" },
  });
  expect(await listScimUsers(context, {})).toMatchObject({ totalResults: 0 });
  expect(await listScimGroups(context, {})).toMatchObject({ totalResults: 0 });
  expect(await roleOf(theirs, "eva@theirs.example")).toBe("member");
});

test("a version that is not the newest is not changed", async () => {
  const { context } = await testDirectory("versions");
  const user = await createScimUser(context, { userName: "vic@versions.example" });
  const rename = patch({ op: "replace", path: "displayName", value: "Vic" });
  const renamed = await patchScimUser(context, { id: user.id, body: rename, ifMatch: 'W/"1"' });
  expect(renamed.version).toBe(2);
  await expect(
    patchScimUser(context, { id: user.id, body: setActive(false), ifMatch: 'W/"1"' }),
  ).rejects.toMatchObject({ details: { reason: "version" } });
  expect((await getScimUser(context, user.id)).fields.active).toBe(true);
});

test("of twenty who provision the same person at once, one does", async () => {
  const { context, owner } = await testDirectory("race");
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, () => createScimUser(context, { userName: "one@race.example" })),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await listMembers(owner.context)).toHaveLength(2);
});
