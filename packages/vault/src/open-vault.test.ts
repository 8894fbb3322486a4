import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type MasterKey, parseMasterKey } from "./master-key.ts";
import { openVault } from "./open-vault.ts";

const place = { organizationId: randomUUID(), row: randomUUID(), field: "sealed" };
const newMasterKey = (): MasterKey => parseMasterKey(randomBytes(32).toString("hex"));

function newVault() {
  const current = newMasterKey();
  return openVault({ masterKeys: [], current });
}

test("a sealed text opens at its place and holds nothing of the plain one", () => {
  const vault = newVault();
  const dataKey = vault.createDataKey();
  const sealed = vault.seal(dataKey, "ghp_secret ünï", place);
  expect(vault.open(dataKey, sealed, place)).toBe("ghp_secret ünï");
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("ghp_secret");
  expect(vault.dataKeyIdOf(sealed)).toBe(dataKey.id);
  expect(Buffer.from(sealed, "base64url")[0]).toBe(1);
});

test("S23: the same text sealed twice differs", () => {
  const vault = newVault();
  const dataKey = vault.createDataKey();
  expect(vault.seal(dataKey, "x", place)).not.toBe(vault.seal(dataKey, "x", place));
});

test.each(["organizationId", "row", "field"] as const)(
  "S23: a text moved to another %s does not open",
  (part) => {
    const vault = newVault();
    const dataKey = vault.createDataKey();
    const sealed = vault.seal(dataKey, "x", place);
    expect(() => vault.open(dataKey, sealed, { ...place, [part]: randomUUID() })).toThrow(
      expect.objectContaining({ code: "sealed_text_corrupt" }),
    );
  },
);

test("S23: parts of a place cannot flow into each other", () => {
  const vault = newVault();
  const dataKey = vault.createDataKey();
  const sealed = vault.seal(dataKey, "x", { organizationId: "a", row: "b|c", field: "d" });
  expect(() => vault.open(dataKey, sealed, { organizationId: "a|b", row: "c", field: "d" })).toThrow();
});

test("S23: another data key, and one renamed to it, do not open", () => {
  const vault = newVault();
  const [ours, theirs] = [vault.createDataKey(), vault.createDataKey()];
  const sealed = vault.seal(ours, "x", place);
  expect(() => vault.open(theirs, sealed, place)).toThrow();
  expect(() => vault.open({ ...theirs, id: ours.id }, sealed, place)).toThrow();
});

test("any flipped bit is noticed", () => {
  const vault = newVault();
  const dataKey = vault.createDataKey();
  const sealed = Buffer.from(vault.seal(dataKey, "secret", place), "base64url");
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => vault.open(dataKey, changed.toString("base64url"), place)).toThrow(
      expect.objectContaining({ code: "sealed_text_corrupt" }),
    );
  }
  expect(() => vault.open(dataKey, "", place)).toThrow();
  expect(() => vault.open(dataKey, sealed.subarray(0, 20).toString("base64url"), place)).toThrow();
});

test("with two master keys live, what the old one wrapped still opens; without it the error says which is missing", () => {
  const [old, next] = [newMasterKey(), newMasterKey()];
  const dataKey = openVault({ masterKeys: [], current: old }).createDataKey();
  const sealed = openVault({ masterKeys: [], current: old }).seal(dataKey, "kept", place);
  const rotated = openVault({ masterKeys: [old], current: next });
  expect(rotated.open(dataKey, sealed, place)).toBe("kept");
  expect(rotated.createDataKey().masterKeyId).toBe(next.id);
  expect(() => openVault({ masterKeys: [], current: next }).open(dataKey, sealed, place)).toThrow(
    expect.objectContaining({ code: "master_key_unknown", message: expect.stringContaining(old.id) }),
  );
});

test("more data keys than the cache holds all open", () => {
  const vault = newVault();
  const sealed = Array.from({ length: 1_100 }, () => {
    const dataKey = vault.createDataKey();
    return { dataKey, text: vault.seal(dataKey, "x", place) };
  });
  for (const { dataKey, text } of sealed) expect(vault.open(dataKey, text, place)).toBe("x");
});
