// Puts the server and the CLI into one file each, which load in a fraction of the time that their sources take.
// What is fresh stays as it is.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { childMains } from "../packages/sandbox/src/pool/child-main.ts";
import { readChildSources } from "../packages/sandbox/src/pool/read-child-sources.ts";
import { bundlePath, freshBundle, hashInputs, readInput } from "./fresh-bundle.mjs";
import { toAscii } from "./to-ascii.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const entries = { server: "apps/server/src/main.ts", cli: "apps/cli/src/main.ts" };
const installed = `${sep}node_modules${sep}`;
const slashes = (path) => path.replaceAll(sep, "/");

/** What a module says of its own place stays true: workers, migrations and assets are found beside the sources. */
function keepPlaces(outDir) {
  return {
    name: "keep-places",
    transform: {
      filter: { code: /\bimport\.meta\b/ },
      handler(code, id) {
        if (id.includes(installed) || !id.startsWith(root)) return null;
        const place = JSON.stringify(slashes(relative(outDir, id)));
        const changed = code.replaceAll(/\bimport\.meta\.url\b/g, `new URL(${place}, import.meta.url).href`);
        const left = /\bimport\.meta\.(?!url\b)\w+/.exec(changed);
        if (left)
          throw new Error(
            `${relative(root, id)}: ${left[0]} has no meaning in a bundle; use import.meta.url.`,
          );
        return { code: changed, map: null };
      },
    },
  };
}

/** Binaries are loaded from where they are installed, and so is what only a server with a collector needs. */
function leaveApart(outDir) {
  return {
    name: "leave-apart",
    resolveId: {
      filter: { id: /^@node-rs\/|^stripe$|\/open-exports\.ts$/ },
      async handler(id, importer) {
        const found = await this.resolve(id, importer, { skipSelf: true });
        return found && { id: slashes(relative(outDir, found.id)), external: true };
      },
    },
  };
}

/** The sources of the sandbox's processes are stripped once and for all, where a server otherwise does it as it starts. */
function stripAhead(noteInput) {
  const answers = Object.keys(childMains).map((main) => [main, readChildSources(main)]);
  return {
    name: "strip-ahead",
    load: {
      filter: { id: /\/sandbox\/src\/pool\/strip-sources\.ts$/ },
      handler(id) {
        const folder = join(dirname(id), "..");
        for (const [, text] of answers) {
          for (const [path] of JSON.parse(text)) noteInput(slashes(relative(root, join(folder, path))));
        }
        noteInput(slashes(relative(root, id)));
        return `const answers = new Map(${JSON.stringify(answers)});
          export const stripSources = async (main) => answers.get(main);`;
      },
    },
  };
}

async function bundle(name) {
  const file = bundlePath(name);
  const outDir = dirname(file);
  /** As they were when they were bundled. */
  const inputs = new Map();
  const noteInputs = {
    name: "note-inputs",
    transform(code, id) {
      const path = slashes(relative(root, id));
      if (id.startsWith(root) && !id.includes(installed) && !inputs.has(path)) inputs.set(path, code);
    },
  };
  const build = await rolldown({
    input: join(root, entries[name]),
    platform: "node",
    // An optional part of pg that nobody here installs.
    external: ["pg-native"],
    plugins: [
      noteInputs,
      stripAhead((path) => inputs.set(path, readInput(path))),
      leaveApart(outDir),
      keepPlaces(outDir),
    ],
    onLog(level, log) {
      // depd has functions written anew; it finds what it refers to in a bundle as well.
      if (level === "warn" && log.code !== "EVAL") throw new Error(log.message);
    },
  });
  const { output } = await build.generate({ file, format: "esm", codeSplitting: false, comments: false });
  await build.close();
  const packages = [...inputs.keys()].map((path) => `${path.split("/").slice(0, 2).join("/")}/package.json`);
  const makers = [
    "scripts/bundle.mjs",
    "scripts/to-ascii.mjs",
    "packages/sandbox/src/pool/read-child-sources.ts",
  ];
  for (const path of new Set([...packages, ...makers, "node_modules/.pnpm/lock.yaml"]))
    inputs.set(path, readInput(path));
  const made = { hash: hashInputs(inputs), files: [...inputs.keys()] };
  mkdirSync(outDir, { recursive: true });
  // Whole at once, for servers that start meanwhile.
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `//${JSON.stringify(made)}\n${toAscii(output[0].code)}`);
  renameSync(unfinished, file);
}

for (const name of Object.keys(entries)) if (freshBundle(name) === undefined) await bundle(name);
