import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deriveSecret, parseMasterKey, readOrCreateMasterKey } from "./master-key.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vault "));
});
afterEach(() => rm(directory, { recursive: true }));

test("the first use makes a file that only its owner reads; later uses read it", async () => {
  const path = join(directory, "keys", "master.key");
  const first = await readOrCreateMasterKey(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readOrCreateMasterKey(path)).toEqual(first);
  expect(first.key).toHaveLength(32);
});

test("of many that start at once all get the same key, and no draft stays", async () => {
  const path = join(directory, "master.key");
  const keys = await Promise.all(Array.from({ length: 20 }, () => readOrCreateMasterKey(path)));
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
  expect(await readdir(directory)).toEqual(["master.key"]);
});

test("a damaged file is named with its remedy and left as it is", async () => {
  const path = join(directory, "master.key");
  await writeFile(path, "not a key");
  await expect(readOrCreateMasterKey(path)).rejects.toMatchObject({
    code: "master_key_corrupt",
    message: expect.stringContaining(path),
  });
  expect(await readFile(path, "utf8")).toBe("not a key");
});

test("a setting may be hex, base64 or base64url", () => {
  const bytes = randomBytes(32);
  for (const text of [
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ` ${bytes.toString("base64")}\n`,
    bytes.toString("base64url"),
  ]) {
    expect(parseMasterKey(text).key).toEqual(bytes);
  }
  for (const text of ["", "abc", bytes.toString("hex").slice(2), "password".repeat(8)]) {
    expect(() => parseMasterKey(text)).toThrow(expect.objectContaining({ code: "master_key_corrupt" }));
  }
});

test("derived secrets are stable, differ by purpose and by key", () => {
  const [a, b] = [parseMasterKey("11".repeat(32)), parseMasterKey("22".repeat(32))];
  expect(deriveSecret(a, "operator")).toBe(deriveSecret(a, "operator"));
  expect(new Set([deriveSecret(a, "x"), deriveSecret(a, "y"), deriveSecret(b, "x")]).size).toBe(3);
  expect(deriveSecret(a, "operator")).toMatch(/^[\w-]{43}$/);
});
