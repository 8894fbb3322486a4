import { softwareAuthenticator } from "@patchops/testing";
import { expect, test } from "vitest";
import { suspendAsOperator } from "../../admin/index.ts";
import { loginHistory, resolveLoginSession } from "../../session/index.ts";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import { asApiKey, auditActions, type TestPerson, testPerson, testVisit } from "../../testing/people.ts";
import {
  addPasskey,
  listPasskeys,
  logInByPasskey,
  passkeyUrl,
  proveByPasskey,
  removePasskey,
  renamePasskey,
  startPasskey,
  startPasskeyLogin,
  startPasskeyProof,
} from "./index.ts";

const { services } = await openTestServices();
const origin = passkeyUrl(services) ?? "";
const visit = testVisit(services);
const refused = { code: "invalid_credentials" };

async function withPasskey(person: TestPerson, name = "Laptop") {
  const authenticator = softwareAuthenticator(origin);
  const made = authenticator.make(await startPasskey(person.context));
  const passkey = await addPasskey(person.context, { name, ...made });
  return { authenticator, passkey };
}

/** As if the person had logged in long ago. */
const grow = (userId: string, minutes = 11) =>
  services.database.system
    .updateTable("loginSessions")
    .set({ provedAt: new Date(Date.now() - minutes * 60_000).toISOString() })
    .where("userId", "=", userId)
    .execute();

test("a passkey lets its person in without a password, each challenge once", async () => {
  const ada = await testPerson(services, "ada");
  const { authenticator, passkey } = await withPasskey(ada);
  expect(await listPasskeys(ada.context)).toEqual([{ ...passkey, name: "Laptop", lastUsedAt: null }]);
  const signed = authenticator.sign(await startPasskeyLogin(visit));
  const { token, userId } = await logInByPasskey(visit, signed);
  expect(userId).toBe(ada.userId);
  expect((await resolveLoginSession(visit, token))?.actor.userId).toBe(ada.userId);
  expect((await loginHistory(ada.context, { limit: 1 })).events).toMatchObject([{ method: "passkey" }]);
  expect((await listPasskeys(ada.context))[0]?.lastUsedAt).not.toBeNull();
  await expect(logInByPasskey(visit, signed)).rejects.toMatchObject(refused);
  expect(await auditActions(services, ada.organizationId)).toContain("account.add_passkey");
});

test("what is not signed as it was asked for lets nobody in", async () => {
  const bob = await testPerson(services, "bob");
  const { authenticator } = await withPasskey(bob);
  const tried = async (spoil: () => void, change = {}) => {
    spoil();
    const signed = authenticator.sign(await startPasskeyLogin(visit));
    authenticator.origin = origin;
    authenticator.verifiesUser = true;
    return logInByPasskey(visit, { ...signed, ...change });
  };
  const nothing = () => undefined;
  const other = softwareAuthenticator(origin).sign(await startPasskeyLogin(visit));
  for (const attempt of [
    () => tried(() => (authenticator.origin = "https://evil.example")),
    () => tried(() => (authenticator.verifiesUser = false)),
    () => tried(nothing, { signature: other.signature }),
    () => tried(nothing, { clientDataJSON: other.clientDataJSON }),
    () => tried(nothing, { authenticatorData: "AAAA" }),
    () => logInByPasskey(visit, other),
  ]) {
    await expect(attempt()).rejects.toMatchObject(refused);
  }
  // A clone: its counter is behind.
  authenticator.counter = 5;
  await expect(tried(nothing)).resolves.toMatchObject({ userId: bob.userId });
  authenticator.counter = 4;
  await expect(tried(nothing)).rejects.toMatchObject(refused);
  const proof = authenticator.sign(await startPasskeyProof(bob.context));
  await expect(logInByPasskey(visit, proof)).rejects.toMatchObject(refused);
});

test("what was made for somebody else, or twice, is not kept", async () => {
  const [cat, dog] = [await testPerson(services, "cat"), await testPerson(services, "dog")];
  const authenticator = softwareAuthenticator(origin);
  const made = authenticator.make(await startPasskey(cat.context));
  await expect(addPasskey(dog.context, { name: "x", ...made })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(addPasskey(cat.context, { name: "x", ...made })).resolves.toMatchObject({ name: "x" });
  const again = authenticator.make(await startPasskey(dog.context));
  await expect(addPasskey(dog.context, { name: "y", ...again })).rejects.toMatchObject({ code: "conflict" });
  expect(await listPasskeys(dog.context)).toEqual([]);
});

test("passkeys are renamed and removed by their person alone, never the last way in", async () => {
  const [eve, fox] = [await testPerson(services, "eve"), await testPerson(services, "fox")];
  const { passkey } = await withPasskey(eve);
  const { id } = passkey;
  const none = { code: "not_found" };
  await expect(renamePasskey(fox.context, { id, name: "Mine" })).rejects.toMatchObject(none);
  await expect(removePasskey(fox.context, { id })).rejects.toMatchObject(none);
  await expect(removePasskey(asApiKey(eve.context), { id })).rejects.toMatchObject({ code: "forbidden" });
  await renamePasskey(eve.context, { id, name: "Phone" });
  expect(await listPasskeys(eve.context)).toMatchObject([{ name: "Phone" }]);
  const users = services.database.system.updateTable("users").where("id", "=", eve.userId);
  await users.set({ passwordHash: null }).execute();
  await expect(removePasskey(eve.context, { id })).rejects.toMatchObject({ code: "conflict" });
  await users.set({ passwordHash: "$argon2id$x" }).execute();
  await removePasskey(eve.context, { id });
  expect(await listPasskeys(eve.context)).toEqual([]);
  expect((await auditActions(services, eve.organizationId)).slice(-2)).toEqual([
    "account.rename_passkey",
    "account.remove_passkey",
  ]);
});

test("after 10 minutes a passkey is asked before one is added or removed", async () => {
  const { context, userId } = await testPerson(services, "gnu");
  const { authenticator, passkey } = await withPasskey({ context, userId } as TestPerson);
  await grow(userId);
  const stepUp = { code: "step_up_required" };
  await expect(startPasskey(context)).rejects.toMatchObject(stepUp);
  await expect(removePasskey(context, { id: passkey.id })).rejects.toMatchObject(stepUp);
  const signed = authenticator.sign(await startPasskeyProof(context));
  const stranger = await testPerson(services, "stranger");
  await expect(proveByPasskey(stranger.context, signed)).rejects.toMatchObject(refused);
  await proveByPasskey(context, authenticator.sign(await startPasskeyProof(context)));
  await expect(removePasskey(context, { id: passkey.id })).resolves.toBeUndefined();
});

test("S38: a suspended person is told so by their passkey too", async () => {
  const hen = await testPerson(services, "hen");
  const { authenticator } = await withPasskey(hen);
  await suspendAsOperator(services, { email: hen.email, reason: "Mining" });
  const signed = authenticator.sign(await startPasskeyLogin(visit));
  await expect(logInByPasskey(visit, signed)).rejects.toMatchObject({ code: "account_suspended" });
});

test("there are passkeys where browsers have them", () => {
  const at = (publicUrl: string, isLoopback = false) =>
    passkeyUrl(withParts(services, { settings: testSettings({ publicUrl, isLoopback }) }));
  expect(at("http://127.0.0.1:3000", true)).toBe("http://localhost:3000");
  expect(at("https://patchops.example")).toBe("https://patchops.example");
  expect(at("http://patchops.example")).toBeNull();
  expect(at("https://192.0.2.1")).toBeNull();
  expect(at("https://[2001:db8::1]")).toBeNull();
});
