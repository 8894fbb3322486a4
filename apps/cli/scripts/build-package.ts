import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** The CLI in one file for any Node from 20 on, with everything that it imports. */
const packageDir = join(dirname(fileURLToPath(import.meta.url)), "..");

await build({
  configFile: false,
  root: packageDir,
  logLevel: "warn",
  ssr: { noExternal: true },
  build: {
    ssr: "src/main.ts",
    outDir: resolve(process.argv[2] ?? join(packageDir, "dist")),
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rolldownOptions: {
      output: { entryFileNames: "patchops.js", codeSplitting: false, banner: "#!/usr/bin/env node" },
    },
  },
});
