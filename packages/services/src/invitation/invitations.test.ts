import { beforeAll, expect, test } from "vitest";
import { logIn, signUp } from "../account/index.ts";
import { liftAsOperator, suspendAsOperator } from "../admin/index.ts";
import { setMemberRole } from "../member/index.ts";
import { listOrganizations, switchOrganization } from "../organization/index.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
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
  acceptInvitation,
  createInvitation,
  listInvitations,
  previewInvitation,
  resendInvitation,
  revokeInvitation,
} from "./index.ts";

const { services } = await openTestServices();
const closed = withParts(services, { settings: testSettings({ signup: "closed" }) });
const tokenOf = ({ link }: { link: string | null }) => link?.slice(link.indexOf("#") + 1) ?? "";
const visit = () => testVisit(services);
const invalid = { code: "not_found", details: { reason: "invitation" } };
let owner: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  owner = await testPerson(services, "owner");
  admin = await testMember(services, owner, "admin", "admin");
});

const rolesHere = async () => {
  const rows = await services.database.withOrganization(owner.organizationId, (trx) =>
    trx.selectFrom("members").select(["userId", "role"]).execute(),
  );
  return new Map(rows.map(({ userId, role }) => [userId, role]));
};

test("a link lets whoever holds it join once, and says before what it is for", async () => {
  const made = await createInvitation(owner.context, { role: "viewer" });
  expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/invite#/);
  const token = tokenOf(made);
  expect(await previewInvitation(visit(), { token })).toMatchObject({
    organization: { id: owner.organizationId, name: "owner" },
    role: "viewer",
    email: null,
    invitedBy: "owner",
    maySignUp: true,
  });
  const [bob, cat] = [await testPerson(services, "bob"), await testPerson(services, "cat")];
  await acceptInvitation(bob.context, { token });
  await expect(acceptInvitation(cat.context, { token })).rejects.toMatchObject(invalid);
  await expect(previewInvitation(visit(), { token })).rejects.toMatchObject(invalid);
  expect((await rolesHere()).get(bob.userId)).toBe("viewer");
  const { actor } = await contextOf(visit(), bob.token);
  expect(actor).toMatchObject({ organizationId: owner.organizationId, role: "viewer" });
  expect(await listInvitations(owner.context)).toMatchObject([{ id: made.id, status: "accepted" }]);
  expect(await auditActions(services, owner.organizationId)).toEqual(
    expect.arrayContaining(["invitation.create", "invitation.accept"]),
  );
});

test("only the hash of a link's secret is stored", async () => {
  const secret = tokenOf(await createInvitation(owner.context, {})).split(".")[1] ?? "";
  const rows = await services.database.withOrganization(owner.organizationId, async (trx) => [
    await trx.selectFrom("invitations").selectAll().execute(),
    await trx.selectFrom("auditEntries").selectAll().execute(),
  ]);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test("one that names an address is for the account of that address alone", async () => {
  const token = tokenOf(await createInvitation(owner.context, { email: "Dan@Example.com" }));
  const eve = await testPerson(services, "eve");
  await expect(acceptInvitation(eve.context, { token })).rejects.toMatchObject({ code: "forbidden" });
  const signingUp = { email: "eve2@example.com", password: testPassword, invitation: token };
  await expect(signUp(visit(), signingUp)).rejects.toMatchObject({ code: "forbidden" });
  await expect(createInvitation(owner.context, { email: "dan@example.com" })).rejects.toMatchObject({
    code: "conflict",
  });
  const dan = await signUp(visit(), { ...signingUp, email: "dan@example.com" });
  expect(dan.organizationId).toBe(owner.organizationId);
  const context = await contextOf(visit(), dan.token);
  expect(await listOrganizations(context)).toEqual([
    { id: owner.organizationId, name: "owner", role: "member", isCurrent: true },
  ]);
});

test("where sign-up is closed, an invitation makes an account for its address, and for no other", async () => {
  const named = tokenOf(await createInvitation(owner.context, { email: "fay@example.com" }));
  const open = tokenOf(await createInvitation(owner.context, {}));
  const at = testVisit(closed);
  const input = { email: "fay@example.com", password: testPassword };
  await expect(signUp(at, input)).rejects.toMatchObject({ code: "signup_closed" });
  await expect(signUp(at, { ...input, invitation: open })).rejects.toMatchObject({ code: "signup_closed" });
  expect(await previewInvitation(at, { token: open })).toMatchObject({ maySignUp: false });
  expect(await signUp(at, { ...input, invitation: named })).toMatchObject({
    organizationId: owner.organizationId,
  });
});

test("a login accepts an invitation with it, also of somebody who is a member of nothing", async () => {
  const gus = await testPerson(services, "gus");
  await services.database.withOrganization(gus.organizationId, (trx) =>
    trx.deleteFrom("members").where("userId", "=", gus.userId).execute(),
  );
  const input = { email: gus.email, password: testPassword };
  await expect(logIn(testVisit(closed), input)).rejects.toMatchObject({ code: "forbidden" });
  const token = tokenOf(await createInvitation(owner.context, { email: gus.email, role: "admin" }));
  const { organizationId } = await logIn(testVisit(closed), { ...input, invitation: token });
  expect(organizationId).toBe(owner.organizationId);
  expect((await rolesHere()).get(gus.userId)).toBe("admin");
});

test("sent again, the link before is of no use; revoked or expired, none is", async () => {
  const first = await createInvitation(owner.context, { daysValid: 2 });
  const second = await resendInvitation(admin.context, { id: first.id });
  const accept = async (token: string) =>
    acceptInvitation((await testPerson(services, `p${token.slice(-6).toLowerCase()}`)).context, { token });
  await expect(accept(tokenOf(first))).rejects.toMatchObject(invalid);
  expect(Date.parse(second.expiresAt) - Date.now()).toBeGreaterThan(1.9 * 86_400_000);
  await revokeInvitation(admin.context, { id: first.id });
  await expect(accept(tokenOf(second))).rejects.toMatchObject(invalid);
  await expect(resendInvitation(admin.context, { id: first.id })).rejects.toMatchObject({
    code: "not_found",
  });
  const late = await createInvitation(owner.context, {});
  await services.database.withOrganization(owner.organizationId, (trx) =>
    trx
      .updateTable("invitations")
      .set({ expiresAt: new Date(Date.now() - 1).toISOString() })
      .where("id", "=", late.id)
      .execute(),
  );
  await expect(accept(tokenOf(late))).rejects.toMatchObject(invalid);
  await expect(accept("no token at all, but long enough")).rejects.toMatchObject(invalid);
});

test("an invitation is as good as its maker's right is now", async () => {
  const hal = await testMember(services, owner, "hal", "admin");
  const token = tokenOf(await createInvitation(hal.context, { role: "admin" }));
  await setMemberRole(owner.context, { userId: hal.userId, role: "member" });
  const ida = await testPerson(services, "ida");
  await expect(acceptInvitation(ida.context, { token })).rejects.toMatchObject(invalid);
});

test("S38: nobody joins by what a suspended person made, until the suspension is lifted", async () => {
  const nils = await testMember(services, owner, "nils", "admin");
  const token = tokenOf(await createInvitation(nils.context, { role: "admin" }));
  const max = await testPerson(services, "max");
  await suspendAsOperator(services, { email: nils.email, reason: "Abuse" });
  await expect(previewInvitation(visit(), { token })).rejects.toMatchObject(invalid);
  await expect(acceptInvitation(max.context, { token })).rejects.toMatchObject(invalid);
  const stranger = { email: "second-self@example.com", password: testPassword, invitation: token };
  await expect(signUp(visit(), stranger)).rejects.toMatchObject(invalid);
  await liftAsOperator(services, { email: nils.email });
  await acceptInvitation(max.context, { token });
});

test("who is a member already keeps their role, and the link stays good", async () => {
  const token = tokenOf(await createInvitation(owner.context, { role: "viewer" }));
  await acceptInvitation(admin.context, { token });
  expect((await rolesHere()).get(admin.userId)).toBe("admin");
  const jan = await testPerson(services, "jan");
  await acceptInvitation(jan.context, { token });
  expect((await rolesHere()).get(jan.userId)).toBe("viewer");
  await switchOrganization(jan.context, { organizationId: jan.organizationId });
  expect((await contextOf(visit(), jan.token)).actor.role).toBe("owner");
  await expect(
    switchOrganization(jan.context, { organizationId: (await testPerson(services, "kim")).organizationId }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("by mail, the link stands in the mail alone, which is queued with the invitation", async () => {
  const by = { email: "lea@example.com", isMailed: true };
  const made = await createInvitation(owner.context, by);
  expect([made.link, made.mailedAt === null]).toEqual([null, false]);
  const again = await resendInvitation(owner.context, { id: made.id });
  expect(again.link).toBeNull();
  const mails = await services.database.system
    .selectFrom("mails")
    .select(["kind", "recipient", "organizationId"])
    .where("recipient", "=", by.email)
    .execute();
  const { organizationId } = owner;
  const mail = { kind: "organization-invitation", recipient: by.email, organizationId };
  expect(mails).toEqual([mail, mail]);
  await expect(createInvitation(owner.context, { isMailed: true })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("an organization mails at most 50 invitations an hour", async () => {
  const busy = await testPerson(services, "busy");
  for (let n = 0; n < 50; n++) {
    await createInvitation(busy.context, { email: `guest${n}@example.com`, isMailed: true });
  }
  await expect(
    createInvitation(busy.context, { email: "one@example.com", isMailed: true }),
  ).rejects.toMatchObject({ code: "rate_limited" });
  expect(await listInvitations(busy.context)).toHaveLength(50);
});
