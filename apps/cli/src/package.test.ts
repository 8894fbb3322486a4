import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };

const run = promisify(execFile);
const packageDir = fileURLToPath(new URL("..", import.meta.url));
const root = join(packageDir, "../..");

test("the packed CLI installs into an empty project, without a network, and runs there", async () => {
  const directory = await mkdtemp(join(tmpdir(), "patchops-cli-"));
  try {
    const staged = join(directory, "package");
    const project = join(directory, "project");
    await mkdir(staged);
    await mkdir(project);
    await run(process.execPath, ["scripts/build-package.ts", join(staged, "dist")], { cwd: packageDir });
    await run(process.execPath, [join(root, "scripts/publish-manifest.mjs"), "write", packageDir, staged]);
    await run("npm", ["pack", "--pack-destination", directory], { cwd: staged });
    await writeFile(join(project, "package.json"), "{}");
    const tarball = join(directory, `patchops-cli-${packageJson.version}.tgz`);
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: project });
    const patchops = (...args: string[]) =>
      run(join(project, "node_modules/.bin/patchops"), args, { cwd: project });
    expect((await patchops("--version")).stdout).toBe(`${packageJson.version}\n`);
    const help: unknown = JSON.parse((await patchops("help", "--json")).stdout);
    expect(help).toMatchObject({ name: "patchops", version: packageJson.version });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 60_000);
