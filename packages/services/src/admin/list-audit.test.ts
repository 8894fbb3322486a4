import { expect, test } from "vitest";
import { setPreference, updateAccount } from "../account/index.ts";
import { createApiKey } from "../apikey/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, testMember, testPerson } from "../testing/people.ts";
import { grantAdmin, listAudit } from "./index.ts";

const { services } = await openTestServices();

test("owners and admins page through what was done, newest first, with who did it", async () => {
  const owner = await testPerson(services, "ada");
  const { id } = await createApiKey(owner.context, { name: "CI", scopes: ["keys:manage", "tools:read"] });
  const key = asApiKey(owner.context);
  await createApiKey({ ...key, actor: { ...key.actor, apiKeyId: id } }, { name: "child" });
  await grantAdmin(services, { email: owner.email });
  await updateAccount(owner.context, { name: "Ada" });
  const first = await listAudit(owner.context, { limit: 3 });
  const rest = await listAudit(owner.context, { limit: 3, cursor: first.nextCursor ?? "" });
  expect(rest.nextCursor).toBeNull();
  expect([...first.entries, ...rest.entries].map(({ actor, action }) => [actor, action])).toEqual([
    ["ada@example.com", "account.update"],
    ["the operator", "account.grant_admin"],
    ["API key CI", "api_key.create"],
    ["ada@example.com", "api_key.create"],
    ["ada@example.com", "account.sign_up"],
  ]);
  expect(rest.entries[0]).toMatchObject({
    targetKind: "api_key",
    targetId: id,
    data: { name: "CI" },
    address: "127.0.0.1",
  });
});

test("members, viewers and keys may not read it", async () => {
  const owner = await testPerson(services, "owner");
  for (const context of [
    (await testMember(services, owner, "member", "member")).context,
    (await testMember(services, owner, "viewer", "viewer")).context,
    asApiKey(owner.context),
  ]) {
    await expect(listAudit(context, {})).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("S9: no organization reads another's, not even with a cursor of it", async () => {
  const [mine, theirs] = [await testPerson(services, "mine"), await testPerson(services, "theirs")];
  await setPreference(theirs.context, { key: "compactRows", value: true });
  const [theirEntry] = (await listAudit(theirs.context, {})).entries;
  const page = await listAudit(mine.context, { cursor: theirEntry?.id ?? "" });
  expect(page.entries.map(({ actor }) => actor)).toEqual(["mine@example.com"]);
});

test("a cursor that is none is refused", async () => {
  const { context } = await testPerson(services, "curious");
  await expect(listAudit(context, { cursor: "1; drop table" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
