import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const workspace = new URL("../", import.meta.url);
/** More than the first line of a bundle, which names what it was made of. */
const headBytes = 512 * 1024;

export const bundlePath = (name, root = workspace) =>
  fileURLToPath(new URL(`node_modules/.cache/patchops/bundle/${name}.mjs`, root));

export const readInput = (path, root = workspace) => readFileSync(new URL(path, root), "utf8");

/** Of files, as pairs of path and content. */
export function hashInputs(files) {
  const hash = createHash("sha256");
  for (const [path, content] of files) hash.update(`${path}\n${content.length}\n`).update(content);
  return hash.digest("hex");
}

/** The URL of a bundle of the sources as they are at this moment; undefined when there is none. */
export function freshBundle(name, root = workspace) {
  const path = bundlePath(name, root);
  try {
    const file = openSync(path);
    const head = Buffer.alloc(headBytes);
    readSync(file, head);
    closeSync(file);
    const made = JSON.parse(head.toString("utf8", 2, head.indexOf("\n")));
    const now = made.files.map((file) => [file, readInput(file, root)]);
    return hashInputs(now) === made.hash ? pathToFileURL(path).href : undefined;
  } catch {
    // None was made, or a source of it is gone.
    return undefined;
  }
}
