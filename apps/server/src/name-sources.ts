import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const frame = /(file:\/\/[^\s)]+\/bundle\/\w+\.mjs):(\d+):(\d+)/g;
/** How the bundler heads the code of each module. */
const head = /^\s*\/\/ ((?:apps|packages|node_modules)\/\S+\.\w+)$/;

let read: { url: string; lines: string[] } | undefined;

/** A stack of the bundled server, with the source of each frame before its place in the bundle. */
export function nameSources(stack: string): string {
  return stack.replaceAll(frame, (whole, url: string, line: string, column: string) => {
    const source = sourceAt(url, Number(line));
    return source === undefined ? whole : `${source}, bundle:${line}:${column}`;
  });
}

/** Read when the first error is written: a source map would slow down each start and each error that nobody reads. */
function sourceAt(url: string, line: number): string | undefined {
  try {
    if (read?.url !== url) read = { url, lines: readFileSync(fileURLToPath(url), "utf8").split("\n") };
  } catch {
    return undefined;
  }
  for (let at = Math.min(line, read.lines.length) - 1; at >= 0; at -= 1) {
    const source = head.exec(read.lines[at] ?? "")?.[1];
    if (source !== undefined) return source;
  }
  return undefined;
}
