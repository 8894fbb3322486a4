import { newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { testPasswords, waitFor } from "@patchops/testing";
import { createApiKeyText } from "@patchops/vault";
import { afterAll, expect, test } from "vitest";
import { openTestServices, withParts } from "../testing/open-test-services.ts";
import { testPerson } from "../testing/people.ts";
import { createApiKey, listApiKeys, resolveApiKey, revokeApiKey } from "./index.ts";

const { services, connectionString } = await openTestServices();
const otherNode = withParts(services, {
  database: await openDatabase({ connectionString, ...testPasswords }),
});
afterAll(() => otherNode.database.close());

async function reasonOf(text: string, node = services): Promise<string> {
  const resolution = await resolveApiKey(node, text);
  return resolution.ok ? "ok" : resolution.reason;
}

test("what is no key is told from one that is not known", async () => {
  const { context, organizationId } = await testPerson(services, "ada");
  const { key, id } = await createApiKey(context, { name: "real" });
  for (const text of [
    "",
    "po_",
    "Bearer x",
    `${key} `,
    key.slice(0, -1),
    `${key.slice(0, -1)}!`,
    "x".repeat(1e6),
  ]) {
    expect(await reasonOf(text)).toBe("malformed_key");
  }
  expect(await reasonOf(createApiKeyText(organizationId, id).text)).toBe("unknown_key");
  expect(await reasonOf(createApiKeyText(organizationId, newId()).text)).toBe("unknown_key");
  expect(await reasonOf(createApiKeyText(newId(), id).text)).toBe("unknown_key");
  expect(await reasonOf(key)).toBe("ok");
});

test("an expired key says so, also when it expires while it is cached", async () => {
  const { context } = await testPerson(services, "late");
  const { key } = await createApiKey(context, {
    name: "short",
    expiresAt: new Date(Date.now() + 1_500).toISOString(),
  });
  expect(await reasonOf(key)).toBe("ok");
  await waitFor(async () => (await reasonOf(key)) === "expired_key", { timeoutMs: 5_000 });
});

test("S26: a revoked key stops on every node as soon as they hear of it", async () => {
  const { context } = await testPerson(services, "revoker");
  const { key, id } = await createApiKey(context, { name: "gone soon" });
  expect(await reasonOf(key, services)).toBe("ok");
  expect(await reasonOf(key, otherNode)).toBe("ok");
  await revokeApiKey(context, { id });
  for (const node of [services, otherNode]) {
    await waitFor(async () => (await reasonOf(key, node)) === "revoked_key", { timeoutMs: 5_000 });
  }
});

test("S26: a revocation of which no node hears takes effect within 5 s, under constant use", async () => {
  const { context, organizationId } = await testPerson(services, "unheard");
  const { key, id } = await createApiKey(context, { name: "silently revoked" });
  expect(await reasonOf(key)).toBe("ok");
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("apiKeys").set({ revokedAt: new Date().toISOString() }).where("id", "=", id).execute(),
  );
  await waitFor(async () => (await reasonOf(key)) === "revoked_key", { timeoutMs: 5_000 });
});

test("S38: the keys of a suspended person, and of one who left, are refused", async () => {
  const { context, userId, organizationId } = await testPerson(services, "suspended");
  const left = await testPerson(services, "left");
  const { key } = await createApiKey(context, { name: "x" });
  const leftKey = await createApiKey(left.context, { name: "y" });
  await services.database.transaction((trx) =>
    trx.updateTable("users").set({ status: "suspended" }).where("id", "=", userId).execute(),
  );
  await services.database.withOrganization(left.organizationId, (trx) => trx.deleteFrom("members").execute());
  expect(await reasonOf(key)).toBe("suspended");
  expect(await reasonOf(leftKey.key)).toBe("revoked_key");
  expect(organizationId).not.toBe(left.organizationId);
});

test("the last use is written beside the request, at most once a minute", async () => {
  const { context } = await testPerson(services, "user");
  const { key } = await createApiKey(context, { name: "used" });
  const lastUsed = async () => (await listApiKeys(context))[0]?.lastUsedAt ?? null;
  expect(await lastUsed()).toBeNull();
  await Promise.all(Array.from({ length: 50 }, () => resolveApiKey(services, key)));
  await waitFor(async () => (await lastUsed()) !== null, { timeoutMs: 5_000 });
  const first = await lastUsed();
  await resolveApiKey(services, key);
  await resolveApiKey(otherNode, key);
  expect(await lastUsed()).toBe(first);
});

test("a database that is away is told from a wrong key", async () => {
  const { context } = await testPerson(services, "outage");
  const { key } = await createApiKey(context, { name: "x" });
  const database = await openDatabase({ connectionString, ...testPasswords });
  await database.close();
  await expect(resolveApiKey(withParts(services, { database }), key)).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
  });
});
