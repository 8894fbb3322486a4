import { newId } from "@patchops/contract";
import { expect, test } from "vitest";
import { openTestServices } from "../../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../../testing/people.ts";
import { createSnippet, getSnippet, removeSnippet, renameSnippet, saveSnippet } from "./index.ts";

const { services } = await openTestServices();

test("a program is shared within its organization and with nobody else", async () => {
  const owner = await testPerson(services, "sharer");
  const viewer = await testMember(services, owner, "reader", "viewer");
  const stranger = await testPerson(services, "stranger");
  const { id } = await createSnippet(owner.context, {
    title: "Sum",
    code: "return input.a",
    input: { a: 1 },
  });
  expect(await getSnippet(viewer.context, { id })).toMatchObject({
    title: "Sum",
    code: "return input.a",
    input: { a: 1 },
    createdBy: { email: owner.email },
  });
  for (const ref of [id, newId()]) {
    await expect(getSnippet(stranger.context, { id: ref })).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(createSnippet(viewer.context, { code: "1" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(createSnippet(asApiKey(owner.context, ["tools:read"]), { code: "1" })).rejects.toMatchObject({
    code: "insufficient_scope",
  });
  expect(await auditActions(services, owner.organizationId)).toContain("snippet.create");
});

test.each([
  ["a key of ours", `po_${"a".repeat(22)}_${"b".repeat(22)}_${"c".repeat(43)}`],
  ["a GitHub token", `ghp_${"a1".repeat(18)}`],
  ["an AWS key", "AKIAIOSFODNN7EXAMPLE"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----"],
  ["a bearer token", "Bearer abcdefghijklmnopqrstuvwx"],
])("a program that holds %s is not shared", async (_name, secret) => {
  const { context, organizationId } = await testPerson(services, `s${newId()}`);
  for (const input of [{ code: `call("${secret}")` }, { code: "1", input: { nested: [secret] } }]) {
    const refused = createSnippet(context, input);
    await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
    await expect(refused).rejects.not.toThrow(secret);
  }
  expect(await auditActions(services, organizationId)).toEqual(["account.sign_up"]);
});

test("a name is one program's: it is replaced when that is meant, and by those who may", async () => {
  const owner = await testPerson(services, "keeper");
  const member = await testMember(services, owner, "colleague", "member");
  const other = await testMember(services, owner, "other", "member");
  const first = await saveSnippet(member.context, { name: "report", code: "return 1" });
  const again = { name: "report", code: "return 2" };
  await expect(saveSnippet(member.context, again)).rejects.toMatchObject({ code: "conflict" });
  await expect(saveSnippet(other.context, { ...again, replace: true })).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const change of [removeSnippet, renameSnippet]) {
    await expect(change(other.context, { id: first.id, name: "mine" })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  for (const { context } of [member, owner]) {
    expect(await saveSnippet(context, { ...again, replace: true })).toEqual(first);
  }
  expect(await getSnippet(other.context, { name: "report" })).toMatchObject({
    code: "return 2",
    createdBy: { email: member.email },
  });
  const second = await saveSnippet(other.context, { name: "mine", code: "return 3" });
  const taken = renameSnippet(other.context, { id: second.id, name: "report" });
  await expect(taken).rejects.toMatchObject({ code: "conflict" });
  for (const name of ["", "Report", "-x", "a b", "a".repeat(64)]) {
    await expect(saveSnippet(owner.context, { name, code: "1" })).rejects.toThrow("lower-case");
  }
});
