// The manifest that a package is published with: what the workspace alone needs is left out, `publishConfig` stands in its place.
//   node scripts/publish-manifest.mjs write <package> [<folder>]   into a folder, or over the package's own for `npm pack`
//   node scripts/publish-manifest.mjs restore <package>            brings the package's own back
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const [, , command, packageDir = ".", outDir = packageDir] = process.argv;
const manifest = join(resolve(packageDir), "package.json");
const saved = `${manifest}.saved`;

// Also after a pack that was broken off.
if (existsSync(saved)) renameSync(saved, manifest);

if (command === "write") {
  const text = readFileSync(manifest, "utf8");
  const { private: _, scripts: __, devDependencies: ___, publishConfig, ...rest } = JSON.parse(text);
  const target = join(resolve(outDir), "package.json");
  if (target === manifest) writeFileSync(saved, text);
  writeFileSync(target, `${JSON.stringify({ ...rest, ...publishConfig }, null, 2)}\n`);
}
