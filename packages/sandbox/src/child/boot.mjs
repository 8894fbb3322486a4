import { readSync } from "node:fs";
import { registerHooks } from "node:module";

const pipe = 3;

/**
 * Starts the child from sources that the parent has stripped of their types already: loading Node's stripper takes a
 * third of a start. They come first on the pipe, four bytes of length and a JSON array of [path, source], the one to begin with first.
 */
function readExactly(sizeBytes) {
  const bytes = Buffer.allocUnsafe(sizeBytes);
  for (let at = 0; at < sizeBytes; ) {
    const read = readSync(pipe, bytes, at, sizeBytes - at);
    if (read === 0) process.exit(1);
    at += read;
  }
  return bytes;
}

const sizeBytes = readExactly(4).readUInt32LE(0);
const folder = new URL("../", import.meta.url);
const sources = new Map(
  JSON.parse(readExactly(sizeBytes).toString("utf8")).map(([path, source]) => [
    new URL(path, folder).href,
    source,
  ]),
);
registerHooks({
  load(url, context, next) {
    const source = sources.get(url);
    return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
  },
});
const [main] = sources.keys();
await import(main);
