import { newId } from "@patchops/contract";
import { expect, test } from "vitest";
import { type Finding, openCache } from "./key-cache.ts";

const refusal: Finding = { ok: false, reason: "unknown_key" };

function found(apiKeyId = newId(), userId = newId()): Finding {
  const actor = {
    kind: "api_key" as const,
    userId,
    organizationId: newId(),
    role: "owner" as const,
    scopes: [],
    isInstanceAdmin: false,
    loginSessionId: null,
    oauthGrantId: null,
    apiKeyId,
    profile: null,
  };
  return { ok: true, key: { actor, apiKeyId, expiresAtMs: Number.POSITIVE_INFINITY, usedAtMs: 0 } };
}

function newCache() {
  let drop: (id: string) => void = () => undefined;
  const cache = openCache((given) => {
    drop = given;
  });
  return { cache, drop: (id: string) => drop(id) };
}

test("all who ask at the same moment share one reading; later ones need none", async () => {
  const { cache } = newCache();
  let readings = 0;
  const read = async () => {
    readings++;
    return found();
  };
  await Promise.all(Array.from({ length: 100 }, () => cache.get("hash", read)));
  await cache.get("hash", read);
  expect(readings).toBe(1);
});

test("refusals are kept apart: a flood of them pushes no good key out", async () => {
  const { cache } = newCache();
  await cache.get("good", async () => found());
  for (let index = 0; index < 12_000; index++) await cache.get(`bad ${index}`, async () => refusal);
  const again = await cache.get("good", async () => refusal);
  expect(again.ok).toBe(true);
});

test("a dropped key is read again; others are not", async () => {
  const { cache, drop } = newCache();
  const [keyId, userId] = [newId(), newId()];
  await cache.get("one", async () => found(keyId));
  await cache.get("two", async () => found(newId(), userId));
  await cache.get("three", async () => found());
  drop(keyId);
  drop(userId);
  expect(await cache.get("one", async () => refusal)).toBe(refusal);
  expect(await cache.get("two", async () => refusal)).toBe(refusal);
  expect((await cache.get("three", async () => refusal)).ok).toBe(true);
});

test("what was read while a change was announced is not kept", async () => {
  const { cache, drop } = newCache();
  const keyId = newId();
  await cache.get("hash", async () => {
    drop(keyId);
    return found(keyId);
  });
  expect(await cache.get("hash", async () => refusal)).toBe(refusal);
});

test("a reading that fails is heard of and not kept", async () => {
  const { cache } = newCache();
  await expect(
    cache.get("hash", async () => {
      throw new Error("away");
    }),
  ).rejects.toThrow("away");
  expect((await cache.get("hash", async () => found())).ok).toBe(true);
});
