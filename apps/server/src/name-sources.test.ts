import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { nameSources } from "./name-sources.ts";

test("a frame in the bundle is told by its source; others stay as they are", () => {
  const directory = mkdtempSync(join(tmpdir(), "patchops bundle "));
  mkdirSync(join(directory, "bundle"));
  const bundle = pathToFileURL(join(directory, "bundle", "server.mjs")).href;
  writeFileSync(
    new URL(bundle),
    "// packages/db/src/one.ts\nfunction one() {}\n\t// packages/db/src/two.ts\nfunction two() {\n}",
  );
  const other = "at three (node:net:12:3)\n at four (file:///nowhere/bundle/server.mjs:1:1)";
  expect(nameSources(`Error: no\n at two (${bundle}:5:2)\n at async ${bundle}:2:1\n ${other}`)).toBe(
    `Error: no\n at two (packages/db/src/two.ts, bundle:5:2)\n at async packages/db/src/one.ts, bundle:2:1\n ${other}`,
  );
  rmSync(directory, { recursive: true });
});
