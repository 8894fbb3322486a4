import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** A package that PatchOps is delivered with, and under which license (SPDX). */
export interface LicensedPackage {
  name: string;
  license: string;
}

const manifestSchema = z.object({
  name: z.string(),
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

/** Workspaces that nobody is delivered. */
const forDevelopment = ["apps/e2e", "packages/testing", "packages/tsconfig"];
/** Workspaces that are delivered as a bundle of what they were developed with. */
const bundled = ["apps/cli", "apps/dashboard", "packages/sdk"];
/** Of what those are developed with: what makes the bundle and is no part of it. */
const isTool = (name: string) =>
  /^(?:@types\/|@vitejs\/|@tailwindcss\/vite$|@patchops\/|vite$|typescript$)/.test(name);

/**
 * What the workspaces below `root` depend on at run time or are bundled from, all the way down. Packages that are made for one
 * platform are left out here: which of them are installed differs from machine to machine.
 */
export function listLicenses(root: string): LicensedPackage[] {
  const found = new Map<string, LicensedPackage>();
  const walk = (directory: string, manifest: Manifest) => {
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      const next = findPackage(directory, name);
      // An optional one that this platform does not have.
      if (next === null) continue;
      const inner = readManifest(next);
      const isOurs = !next.includes("node_modules");
      const isBound = inner.os !== undefined || inner.cpu !== undefined || /^node-linux-/.test(name);
      if (isOurs || isBound || found.has(next)) continue;
      const { license = "none" } = inner;
      found.set(next, { name: inner.name, license: typeof license === "string" ? license : license.type });
      walk(next, inner);
    }
  };
  for (const group of ["apps", "packages"]) {
    for (const name of readdirSync(join(root, group))) {
      if (forDevelopment.includes(`${group}/${name}`)) continue;
      const directory = join(root, group, name);
      const { devDependencies = {}, ...manifest } = readManifest(directory);
      const parts = Object.entries(devDependencies).filter(([part]) => !isTool(part));
      const isBundled = bundled.includes(`${group}/${name}`);
      walk(directory, {
        ...manifest,
        dependencies: { ...manifest.dependencies, ...(isBundled ? Object.fromEntries(parts) : {}) },
      });
    }
  }
  const byName = new Map([...found.values()].map((each) => [`${each.name} ${each.license}`, each]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readManifest(directory: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(directory, "package.json"), "utf8")));
}

/** As Node looks for it: in each `node_modules` on the way up. */
function findPackage(from: string, name: string): string | null {
  for (let directory = from; ; directory = dirname(directory)) {
    try {
      return realpathSync(join(directory, "node_modules", name));
    } catch {
      if (directory === dirname(directory)) return null;
    }
  }
}
