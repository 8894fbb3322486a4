import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("each requirement that the threat model says is held is the name of a test", () => {
  const stated = [...read("docs/threat-model.md").matchAll(/^\| (S\d+) /gm)].map(([, number]) => number);
  const files = globSync("{apps,packages}/*/{src,long}/**/*.test.ts", { cwd: root });
  // In its name, which is a text in quotes.
  const named = new Set(files.flatMap((file) => read(file).match(/(?<=["'`][^"'`\n]*)\bS\d{1,2}\b/g) ?? []));
  expect(stated).toHaveLength(40);
  expect(stated.filter((number) => !named.has(number ?? ""))).toEqual([]);
});
