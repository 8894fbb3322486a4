import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { flattenTypes } from "./flatten-types.ts";

const packageDir = join(dirname(fileURLToPath(import.meta.url)), "..");
const distDir = resolve(process.argv[2] ?? join(packageDir, "dist"));

const config = join(packageDir, "scripts/tsconfig.declarations.json");
const emittedDir = join(packageDir, ".types/published/packages/sdk/src");

function emitDeclarations(): void {
  const { status, stdout } = spawnSync("tsc", ["-p", config], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`The SDK's declarations could not be written:\n${stdout}`);
}

/** Only TypeScript files import each other by their `.ts` names; the contract's types come along, flat. */
function publishedText(text: string): string {
  return text
    .replace(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"')
    .replaceAll('from "@patchops/contract"', 'from "./contract.js"');
}

/** Declarations by name that a user of the package comes to from `name`; `routers` is written out, since the server's router stays at home. */
function declarationsFrom(name: string, found = new Map<string, string>()): Map<string, string> {
  const text = readFileSync(join(emittedDir, `${name}.d.ts`), "utf8");
  found.set(name, text);
  for (const [, next = ""] of text.matchAll(/from "\.\/([\w-]+)\.ts"/g)) {
    if (next !== "routers" && !found.has(next)) declarationsFrom(next, found);
  }
  return found;
}

function writeDeclarations(): void {
  const texts = declarationsFrom("index");
  const contractNames = [...texts.values()]
    .flatMap((text) => [...text.matchAll(/import type \{([^}]*)\} from "@patchops\/contract"/g)])
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()))
    .filter((name) => name !== "");
  const [routers = "", contract = ""] = flattenTypes(config, [
    { file: join(packageDir, "src/routers.ts"), names: ["Routers"] },
    { file: join(packageDir, "../contract/src/index.ts"), names: [...new Set(contractNames)].sort() },
  ]);
  const emitted = readFileSync(join(emittedDir, "routers.d.ts"), "utf8");
  // The interfaces of that file stand on their own; what follows them is computed from the server's router.
  const ownInterfaces = emitted.slice(
    emitted.indexOf("import type { PatchOpsError }"),
    emitted.indexOf("type Inputs ="),
  );
  texts.set("routers", `${ownInterfaces}${routers}`);
  texts.set("contract", contract);
  for (const [name, text] of texts) writeFileSync(join(distDir, `${name}.d.ts`), publishedText(text));
}

emitDeclarations();
rmSync(distDir, { recursive: true, force: true });
mkdirSync(distDir, { recursive: true });
await build({
  configFile: false,
  root: packageDir,
  logLevel: "warn",
  build: {
    outDir: distDir,
    emptyOutDir: false,
    target: "es2022",
    minify: false,
    lib: { entry: "src/index.ts", formats: ["es"], fileName: "index" },
  },
});
writeDeclarations();
