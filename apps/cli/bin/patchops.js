#!/usr/bin/env node
// Plain JavaScript for any Node: the CLI itself runs from its TypeScript source, or the bundle of it, which takes Node 24 or newer. An older one
// hands over to the Node that the workspace installs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";

const main = new URL("../src/main.ts", import.meta.url);
const freshness = new URL("../../../scripts/fresh-bundle.mjs", import.meta.url);
const ownNode = fileURLToPath(new URL("../../../node_modules/.bin/node", import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= 24) {
  // Most of a short command's time is reading its code: kept stripped and compiled. Where the directory cannot be
  // written, nothing is kept.
  module.enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/patchops", import.meta.url)));
  const { freshBundle } = await import(freshness.href);
  await import(freshBundle("cli") ?? main.href);
} else if (existsSync(ownNode)) {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // The terminal signals the whole group; a signal to this process alone is passed on. The child decides when to end.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
} else {
  process.stderr.write(
    `Error: patchops runs on Node 24 or newer; this is Node ${process.versions.node}.\nNext:  Install Node 24, or run npm start once.\n`,
  );
  process.exitCode = 4;
}
