import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

test("a bundle is run only while every source is as it was when it was made", async () => {
  const { bundlePath, freshBundle, hashInputs } = await import(
    new URL("../../../scripts/fresh-bundle.mjs", import.meta.url).href
  );
  const directory = mkdtempSync(join(tmpdir(), "patchops bundle "));
  const root = pathToFileURL(`${directory}/`);
  const path: string = bundlePath("server", root);
  expect(freshBundle("server", root)).toBeUndefined();

  mkdirSync(dirname(path), { recursive: true });
  const sources = { "one.ts": "one()", "two.ts": "two()" };
  const write = () => {
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(directory, name), text);
  };
  write();
  const head = { hash: hashInputs(Object.entries(sources)), files: Object.keys(sources) };
  writeFileSync(path, `//${JSON.stringify(head)}\nbundled()`);
  expect(freshBundle("server", root)).toBe(pathToFileURL(path).href);

  writeFileSync(join(directory, "two.ts"), "owt()");
  expect(freshBundle("server", root)).toBeUndefined();
  write();
  expect(freshBundle("server", root)).toBe(pathToFileURL(path).href);
  rmSync(join(directory, "one.ts"));
  expect(freshBundle("server", root)).toBeUndefined();
  rmSync(directory, { recursive: true });
});
