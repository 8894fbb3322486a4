import { expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { dropOldRecords } from "../retention/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, contextOf, testPassword, testPerson, testVisit } from "../testing/people.ts";
import { listLoginSessions, loginHistory, revokeLoginSession, revokeOtherLoginSessions } from "./index.ts";

const { services } = await openTestServices();
const { system } = services.database;

/** A browser that keeps what it is known by. */
function browser(userAgent: string) {
  let cookieHeader: string | undefined;
  return {
    async logIn(email: string, password = testPassword) {
      const visit = testVisit(services, { userAgent, address: "198.51.100.7", cookieHeader });
      const { token, cookies } = await logIn(visit, { email, password });
      cookieHeader = cookies[1]?.split(";")[0];
      return contextOf(visit, token);
    },
    token: () => cookieHeader?.split("=")[1] ?? "",
  };
}

const newDevices = async (organizationId: string) =>
  (await auditActions(services, organizationId)).filter((action) => action === "account.new_device").length;

test("a browser is new once, whoever is logged out of it meanwhile; what it is known by is stored as a hash", async () => {
  const ada = await testPerson(services, "ada");
  const phone = browser("phone");
  await phone.logIn(ada.email);
  await phone.logIn(ada.email);
  expect(await newDevices(ada.organizationId)).toBe(1);
  const mails = await system
    .selectFrom("mails")
    .select(["kind", "recipient"])
    .where("userId", "=", ada.userId)
    .where("kind", "=", "new-device")
    .execute();
  expect(mails).toEqual([{ kind: "new-device", recipient: ada.email }]);
  const rows = await system.selectFrom("knownDevices").selectAll().where("userId", "=", ada.userId).execute();
  expect(rows.map(({ userAgent }) => userAgent).sort()).toEqual(["phone", "test"]);
  expect(phone.token()).toHaveLength(43);
  expect(JSON.stringify(rows)).not.toContain(phone.token());
});

test("a browser that one account knows is new to another", async () => {
  const [one, other] = [await testPerson(services, "one"), await testPerson(services, "other")];
  const shared = browser("shared");
  await shared.logIn(one.email);
  await shared.logIn(other.email);
  expect(await newDevices(other.organizationId)).toBe(1);
});

test("a device that is signed out is new again; so are all others that are signed out together", async () => {
  const bob = await testPerson(services, "bob");
  const [laptop, phone] = [browser("laptop"), browser("phone")];
  await laptop.logIn(bob.email);
  const context = await phone.logIn(bob.email);
  expect(await newDevices(bob.organizationId)).toBe(2);
  const sessions = await listLoginSessions(context);
  await revokeLoginSession(context, {
    id: sessions.find(({ userAgent }) => userAgent === "laptop")?.id ?? "",
  });
  await laptop.logIn(bob.email);
  expect(await newDevices(bob.organizationId)).toBe(3);
  await revokeOtherLoginSessions(context);
  await laptop.logIn(bob.email);
  await phone.logIn(bob.email);
  expect(await newDevices(bob.organizationId)).toBe(4);
});

test("people see who came into their account and who was refused, nobody else's, and no key does", async () => {
  const cat = await testPerson(services, "cat");
  await testPerson(services, "dog");
  await expect(browser("thief").logIn(cat.email, "wrong")).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  const phone = browser("phone");
  // Written beside the refusal's answer.
  await expect.poll(async () => (await loginHistory(cat.context, {})).events).toHaveLength(2);
  await phone.logIn(cat.email);
  const { events, nextCursor } = await loginHistory(cat.context, { limit: 2 });
  expect(events).toMatchObject([
    {
      outcome: "success",
      method: "password",
      isNewDevice: true,
      userAgent: "phone",
      address: "198.51.100.7",
    },
    { outcome: "failure", method: "password", isNewDevice: false, userAgent: "thief" },
  ]);
  const older = await loginHistory(cat.context, { cursor: nextCursor ?? "" });
  expect(older).toMatchObject({ events: [{ method: "sign_up", isNewDevice: false }], nextCursor: null });
  await expect(loginHistory(asApiKey(cat.context), {})).rejects.toMatchObject({ code: "forbidden" });
});

test("addresses and agents go with the days that the instance keeps them", async () => {
  const eve = await testPerson(services, "eve");
  const days = services.settings.keepDays.activity;
  const ago = (age: number) => new Date(Date.now() - age * 86_400_000).toISOString();
  await system
    .updateTable("loginEvents")
    .set({ at: ago(days + 1) })
    .where("userId", "=", eve.userId)
    .execute();
  await browser("now").logIn(eve.email);
  await system
    .updateTable("knownDevices")
    .set({ lastSeenAt: ago(401) })
    .where("userId", "=", eve.userId)
    .where("userAgent", "=", "test")
    .execute();
  const key = (name: string, lastUsedAt: string) => ({
    ...{ organizationId: eve.organizationId, userId: eve.userId, name, prefix: "po_", secretHash: name },
    ...{
      id: crypto.randomUUID(),
      scopes: [],
      lastUsedAt,
      lastUsedAddress: "198.51.100.9",
      lastUsedAgent: "curl",
    },
  });
  await system
    .insertInto("apiKeys")
    .values([key("old", ago(days + 1)), key("new", ago(1))])
    .execute();
  await dropOldRecords(services);
  expect((await loginHistory(eve.context, {})).events).toMatchObject([{ userAgent: "now" }]);
  const devices = system.selectFrom("knownDevices").select("userAgent").where("userId", "=", eve.userId);
  expect(await devices.execute()).toEqual([{ userAgent: "now" }]);
  const keys = system
    .selectFrom("apiKeys")
    .select(["name", "lastUsedAddress", "lastUsedAgent"])
    .where("organizationId", "=", eve.organizationId)
    .orderBy("name");
  expect(await keys.execute()).toEqual([
    { name: "new", lastUsedAddress: "198.51.100.9", lastUsedAgent: "curl" },
    { name: "old", lastUsedAddress: null, lastUsedAgent: null },
  ]);
});
