import { mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { givenMasterKeys } from "./given-master-keys.ts";
import { parseMasterKey, readOrCreateMasterKey } from "./master-key.ts";
import { openMasterKeyFiles } from "./open-master-key-files.ts";
import { openVault } from "./open-vault.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vault "));
});
afterEach(() => rm(directory, { recursive: true }));

const file = () => join(directory, "master.key");
async function openFiles() {
  const keys = await openMasterKeyFiles(directory);
  if (keys === null) throw new Error("no key was found");
  return keys;
}
const idIn = async (path: string) => parseMasterKey(await readFile(path, "utf8")).id;

test("a directory without keys has none; nor is one made", async () => {
  expect(await openMasterKeyFiles(directory)).toBeNull();
  expect(await openMasterKeyFiles(join(directory, "missing"))).toBeNull();
  expect(await readdir(directory)).toEqual([]);
});

test("a rotation goes to a new file, keeps the old one beside it, and takes it away in the end", async () => {
  const old = await readOrCreateMasterKey(file());
  const keys = await openFiles();
  const next = await keys.next();
  expect(next?.id).not.toBe(old.id);
  expect((await keys.next())?.id).toBe(next?.id);
  expect(keys.current.id).toBe(old.id);
  expect((await stat(join(directory, "master.next.key"))).mode & 0o777).toBe(0o600);

  await keys.use(next?.id ?? "");
  expect(await idIn(file())).toBe(next?.id);
  expect((await readdir(directory)).sort()).toEqual([`master.${old.id}.key`, "master.key"].sort());
  const reopened = await openFiles();
  expect(reopened.current.id).toBe(next?.id);
  expect(reopened.masterKeys.map(({ id }) => id).sort()).toEqual([old.id, next?.id].sort());

  expect(await reopened.removeOthers()).toBe(true);
  expect(await readdir(directory)).toEqual(["master.key"]);
  expect(reopened.masterKeys.map(({ id }) => id)).toEqual([next?.id]);
});

test("a process that ended between its two renames finds each key by its id", async () => {
  const old = await readOrCreateMasterKey(file());
  const next = await (await openFiles()).next();
  await rename(file(), join(directory, `master.${old.id}.key`));
  const keys = await openFiles();
  expect(keys.masterKeys).toHaveLength(2);
  await keys.use(next?.id ?? "");
  expect(await idIn(file())).toBe(next?.id);
  await keys.use(old.id);
  expect(await idIn(file())).toBe(old.id);
  expect((await openFiles()).masterKeys).toHaveLength(2);
});

test("a vault follows its keys: it wraps with the current one and opens with all", async () => {
  await readOrCreateMasterKey(file());
  const keys = await openFiles();
  const vault = openVault(keys);
  const place = { organizationId: "o", row: "r", field: "f" };
  const dataKey = vault.createDataKey();
  const sealed = vault.seal(dataKey, "kept", place);
  const next = await keys.next();
  await keys.use(next?.id ?? "");
  expect(vault.open(dataKey, sealed, place)).toBe("kept");
  const rewrapped = vault.rewrap(dataKey);
  expect(rewrapped).toMatchObject({ id: dataKey.id, masterKeyId: next?.id });
  expect(vault.deriveSecret(rewrapped, "x")).toBe(vault.deriveSecret(dataKey, "x"));
  await keys.removeOthers();
  const later = openVault(await openFiles());
  expect(later.open(rewrapped, sealed, place)).toBe("kept");
  expect(() => later.open(dataKey, sealed, place)).toThrow(
    expect.objectContaining({ code: "master_key_unknown" }),
  );
});

test("keys of settings: the newest is the next, until it is the current one", async () => {
  const [newest, previous] = [parseMasterKey("a".repeat(64)), parseMasterKey("b".repeat(64))];
  const keys = givenMasterKeys(newest, previous);
  await keys.use(previous.id);
  expect(keys.current.id).toBe(previous.id);
  expect((await keys.next())?.id).toBe(newest.id);
  await keys.use(newest.id);
  expect([await keys.next(), await keys.removeOthers()]).toEqual([null, false]);
  expect(await givenMasterKeys(newest, newest).removeOthers()).toBe(true);
  await expect(keys.use("0123456789abcdef")).rejects.toThrow("0123456789abcdef");
});
