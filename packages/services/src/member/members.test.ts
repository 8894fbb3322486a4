import { newId } from "@patchops/contract";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { listAudit } from "../admin/index.ts";
import { createApiKey, resolveApiKey } from "../apikey/index.ts";
import { addConnection, getConnection } from "../connection/index.ts";
import { resolveOAuthGrant } from "../oauth/index.ts";
import { listOrganizations } from "../organization/index.ts";
import { resolveLoginSession } from "../session/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import {
  auditActions,
  contextOf,
  type TestPerson,
  testMember,
  testPassword,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import {
  leaveOrganization,
  listMembers,
  memberHoldings,
  removeMember,
  setMemberRole,
  transferOrganization,
} from "./index.ts";

const { services, otherNode } = await openLiveServices();
/** What a node may still take for true (S26). */
const within5s = { timeoutMs: 5_000 };

async function grantOf({ organizationId, userId }: TestPerson): Promise<string> {
  const id = newId();
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .insertInto("oauthGrants")
      .values({
        ...{ id, organizationId, userId, clientId: "app", scopes: ["tools:read"] },
        client: JSON.stringify({ name: "App", host: null, isVerified: false }),
        redirectUri: "http://127.0.0.1/callback",
        resource: "http://127.0.0.1:3000/mcp",
        expiresAt: new Date(Date.now() + 60_000).toISOString(),
        lastUsedAt: null,
        revokedAt: null,
      })
      .execute(),
  );
  return id;
}

async function openSession({ organizationId, userId }: TestPerson): Promise<string> {
  const id = newId();
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .insertInto("promptSessions")
      .values({
        ...{ id, organizationId, userId, tokenHash: id, endpoint: "/mcp", protocolVersion: "2025-11-25" },
        capabilities: "{}",
      })
      .execute(),
  );
  return id;
}

test("a removed member's logins, keys, apps and sessions end on every node, and their connections pass on", async () => {
  const other = await otherNode();
  const owner = await testPerson(services, "ada");
  const { organizationId } = owner;
  const bob = await testMember(services, owner, "bob", "member");
  const heir = await testMember(services, owner, "heir", "member");
  const { key } = await createApiKey(bob.context, { name: "Laptop" });
  const grant = await grantOf(bob);
  const session = await openSession(bob);
  const fixture = await startMcpFixture();
  const { slug } = await addConnection(bob.context, { target: { kind: "http", url: fixture.url } });
  await fixture.close();
  // Both nodes know them from memory.
  for (const node of [services, other]) {
    expect((await resolveApiKey(node, key)).ok).toBe(true);
    expect(await resolveOAuthGrant(node, grant)).not.toBeNull();
  }

  const holdings = await memberHoldings(owner.context, { userId: bob.userId });
  expect(holdings).toMatchObject({ logins: 1, apiKeys: 1, apps: 1, connections: [{ slug }] });
  const ended: string[] = [];
  const stop = await other.database.listen("prompt_session", (payload) => ended.push(payload));
  const removed = await removeMember(owner.context, { userId: bob.userId, reassignTo: heir.userId });
  expect(removed).toMatchObject({ apiKeys: 1, apps: 1, sessions: 1, reassignedTo: heir.userId });
  for (const node of [services, other]) {
    expect(await resolveLoginSession(testVisit(node), bob.token)).toBeNull();
    await waitFor(async () => !(await resolveApiKey(node, key)).ok, within5s);
    await waitFor(async () => (await resolveOAuthGrant(node, grant)) === null, within5s);
  }
  await waitFor(() => ended.some((payload) => payload.includes(session)), within5s);
  await stop();
  expect((await getConnection(owner.context, { connection: slug })).createdBy.id).toBe(heir.userId);
  expect((await listMembers(owner.context)).map(({ userId }) => userId)).not.toContain(bob.userId);
  // By the name that they had, though they are nobody here now.
  const { entries } = await listAudit(owner.context, { target: "bob@exam", action: "member" });
  expect(entries).toMatchObject([
    { action: "member.remove", targetId: bob.userId, data: { name: bob.email } },
  ]);
  // Their own organization is still theirs.
  const again = await logIn(testVisit(services), { email: bob.email, password: testPassword });
  expect(again.organizationId).not.toBe(organizationId);
});

test("another role is another one for keys too, on every node", async () => {
  const other = await otherNode();
  const owner = await testPerson(services, "role");
  const cat = await testMember(services, owner, "cat", "admin");
  const { key } = await createApiKey(cat.context, { name: "Laptop" });
  const roleAt = async (node: typeof services) => {
    const answer = await resolveApiKey(node, key);
    return answer.ok ? answer.actor.role : null;
  };
  expect([await roleAt(services), await roleAt(other)]).toEqual(["admin", "admin"]);
  await setMemberRole(owner.context, { userId: cat.userId, role: "viewer" });
  for (const node of [services, other]) {
    await waitFor(async () => (await roleAt(node)) === "viewer", within5s);
  }
  const { scopes } = (await contextOf(testVisit(services), cat.token)).actor;
  expect(scopes).toEqual(["tools:read", "usage:read", "data:export"]);
});

test("owners are made and unmade by owners alone, and the last one stays", async () => {
  const owner = await testPerson(services, "own");
  const admin = await testMember(services, owner, "adm", "admin");
  const { userId } = owner;
  const refused = { code: "forbidden", details: { role: "owner" } };
  await expect(setMemberRole(admin.context, { userId, role: "admin" })).rejects.toMatchObject(refused);
  await expect(setMemberRole(admin.context, { userId: admin.userId, role: "owner" })).rejects.toMatchObject(
    refused,
  );
  await expect(removeMember(admin.context, { userId })).rejects.toMatchObject(refused);
  await expect(setMemberRole(owner.context, { userId, role: "admin" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(leaveOrganization(owner.context)).rejects.toMatchObject({ code: "conflict" });
  await expect(removeMember(owner.context, { userId })).rejects.toMatchObject({ code: "conflict" });
});

test("handed over, the organization has another owner, and the one before may leave", async () => {
  const owner = await testPerson(services, "old");
  const { organizationId } = owner;
  const next = await testMember(services, owner, "next", "member");
  await transferOrganization(owner.context, { userId: next.userId });
  expect((await listMembers(next.context)).map(({ email, role }) => [email, role])).toEqual([
    ["old@example.com", "admin"],
    ["next@example.com", "owner"],
  ]);
  const asAdmin = await contextOf(testVisit(services), owner.token);
  await expect(transferOrganization(asAdmin, { userId: next.userId })).rejects.toMatchObject({
    code: "forbidden",
  });
  const left = await leaveOrganization(asAdmin);
  // It was their only one: nothing is left to go on in until they log in again.
  expect(left).toEqual({ switchedTo: null, cookies: [] });
  expect(await resolveLoginSession(testVisit(services), owner.token)).toBeNull();
  const again = await logIn(testVisit(services), { email: owner.email, password: testPassword });
  expect(again.organizationId).not.toBe(organizationId);
  const context = await contextOf(testVisit(services), again.token);
  expect(await listOrganizations(context)).toMatchObject([{ role: "owner" }]);
  expect(await auditActions(services, organizationId)).toEqual(
    expect.arrayContaining(["member.set_role", "member.leave"]),
  );
});

test("of two owners who leave at once, one stays", async () => {
  const one = await testPerson(services, "one");
  const two = await testMember(services, one, "two", "owner");
  const outcomes = await Promise.allSettled([leaveOrganization(one.context), leaveOrganization(two.context)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
