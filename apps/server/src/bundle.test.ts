import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const { toAscii } = await import(new URL("../../../scripts/to-ascii.mjs", import.meta.url).href);

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

test("a program means the same in ASCII", () => {
  const program = `const größe = "ä…𝔄"; ({ größe, in: \`–\${größe}\`, is: [..."a𝔄é"].filter((c) => /[é𝔄]/u.test(c)) })`;
  const ascii: string = toAscii(program);
  expect(ascii).toMatch(/^[\0-\x7f]+$/);
  // biome-ignore lint/security/noGlobalEval: what both mean is what is compared.
  expect(globalThis.eval(`{${ascii}}`)).toEqual(globalThis.eval(`{${program}}`));
});

test("where an escape would mean something else, there is no bundle", () => {
  expect(() => toAscii('"\\–"')).toThrow("\\–");
  expect(() => toAscii("String.raw`a–`")).toThrow("String.raw");
  expect(toAscii('"\\\\–"')).toBe('"\\\\\\u2013"');
});
