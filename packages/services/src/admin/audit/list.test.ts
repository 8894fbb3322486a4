import { expect, test } from "vitest";
import { setPreference, updateAccount } from "../../account/index.ts";
import { createApiKey } from "../../apikey/index.ts";
import { renameOrganization } from "../../organization/index.ts";
import { openTestServices } from "../../testing/open-test-services.ts";
import { asApiKey, testMember, testPerson } from "../../testing/people.ts";
import { grantAdmin } from "../grant-admin.ts";
import { auditState, exportAudit, listAudit, verifyAuditNow } from "./index.ts";

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

test("members, viewers and keys may not read or verify it, and of the instance nobody but its admins", async () => {
  const owner = await testPerson(services, "owner");
  for (const context of [
    (await testMember(services, owner, "member", "member")).context,
    (await testMember(services, owner, "viewer", "viewer")).context,
    asApiKey(owner.context),
  ]) {
    await expect(listAudit(context, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(verifyAuditNow(context, {})).rejects.toMatchObject({ code: "forbidden" });
  }
  for (const asked of [listAudit, auditState, verifyAuditNow]) {
    await expect(asked(owner.context, { scope: "instance" })).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(exportAudit(owner.context, { scope: "instance" }, "csv").next()).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("filters leave what they name; names stay those of the time; changes show both sides", async () => {
  const owner = await testPerson(services, "fay");
  const { id } = await createApiKey(owner.context, { name: "Deploy_1%" });
  await renameOrganization(owner.context, { name: "Fay & Co" });
  await services.database.transaction((trx) =>
    trx.updateTable("users").set({ email: "other@example.com" }).where("id", "=", owner.userId).execute(),
  );
  await updateAccount(owner.context, { name: "Fay" });
  const found = async (filters: Parameters<typeof listAudit>[1]) =>
    (await listAudit(owner.context, filters)).entries.map(({ action }) => action);
  const everything = ["account.update", "organization.rename", "api_key.create", "account.sign_up"];
  expect(await found({})).toEqual(everything);
  expect(await found({ actor: "FAY@example" })).toEqual(everything.slice(1));
  expect(await found({ actor: owner.userId })).toEqual(everything);
  expect(await found({ action: "account" })).toEqual(["account.update", "account.sign_up"]);
  expect(await found({ action: "api_key.create" })).toEqual(["api_key.create"]);
  expect(await found({ action: "api_key.creat" })).toEqual([]);
  expect(await found({ target: id })).toEqual(["api_key.create"]);
  expect(await found({ target: "organization" })).toEqual(["organization.rename"]);
  expect(await found({ target: "Other@example.com" })).toEqual(["account.update", "account.sign_up"]);
  expect(await found({ target: "deploy_1%" })).toEqual(["api_key.create"]);
  expect(await found({ target: "deploy%1" })).toEqual([]);
  // A person by their address of now; the actor keeps the one of then.
  expect((await listAudit(owner.context, { action: "account.sign_up" })).entries).toMatchObject([
    { actor: "fay@example.com", targetEmail: "other@example.com" },
  ]);
  const { entries } = await listAudit(owner.context, { action: "organization.rename" });
  expect(entries).toMatchObject([
    {
      before: { name: expect.any(String) },
      after: { name: "Fay & Co" },
      organization: null,
      targetEmail: null,
    },
  ]);
  const at = entries[0]?.at ?? "";
  expect(await found({ from: at, to: new Date(Date.parse(at) + 1).toISOString() })).toContain(
    "organization.rename",
  );
  expect(await found({ to: at })).not.toContain("organization.rename");
});

test("an instance admin reads, exports and verifies every organization's", async () => {
  const admin = await testPerson(services, "root");
  await grantAdmin(services, { email: admin.email });
  const context = { ...admin.context, actor: { ...admin.context.actor, isInstanceAdmin: true } };
  const page = await listAudit(context, { scope: "instance", limit: 200 });
  const organizations = new Set(page.entries.map(({ organization }) => organization?.id));
  expect(organizations.size).toBeGreaterThanOrEqual(3);
  const found = await verifyAuditNow(context, { scope: "instance" });
  expect(found.map(({ problem }) => problem)).toEqual(found.map(() => null));
  expect(await auditState(context, { scope: "instance" })).toMatchObject({
    problems: [],
    entries: page.entries.length,
  });
  expect((await auditState(context, {})).entries).toBeLessThan(page.entries.length);

  const read = async (format: "csv" | "json") => {
    let text = "";
    for await (const chunk of exportAudit(context, { scope: "instance" }, format)) text += chunk;
    return text;
  };
  const exported = JSON.parse(await read("json"));
  expect(exported).toHaveLength(page.entries.length + 1);
  expect(exported[0]).toMatchObject({ action: "audit.verify", actor: "root@example.com" });
  const lines = (await read("csv")).trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^time,id,sequence,organization,actor/);
  expect(lines).toHaveLength(exported.length + 1);
});

test("S9: no organization reads another's, not even with a cursor of it", async () => {
  const [mine, theirs] = [await testPerson(services, "mine"), await testPerson(services, "theirs")];
  await setPreference(theirs.context, { key: "compactRows", value: true });
  const [theirEntry] = (await listAudit(theirs.context, {})).entries;
  const page = await listAudit(mine.context, { cursor: theirEntry?.id ?? "" });
  expect(page.entries.map(({ actor }) => actor)).toEqual(["mine@example.com"]);
  expect((await auditState(mine.context, {})).verifiedAt).toBeNull();
  await verifyAuditNow(mine.context, {});
  expect(await auditState(theirs.context, {})).toEqual({ verifiedAt: null, entries: 0, problems: [] });
});

test("a cursor that is none is refused", async () => {
  const { context } = await testPerson(services, "curious");
  await expect(listAudit(context, { cursor: "1; drop table" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
