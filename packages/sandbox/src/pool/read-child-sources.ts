import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { readUrlLibrary } from "../prelude/read-url-library.ts";

const urlLibrary = new URL("../prelude/read-url-library.ts", import.meta.url).href;

/**
 * The modules that a child loads, from `main` on, with their types replaced by blanks: by URL, as one packet of four
 * bytes of length and a JSON array of [url, source].
 */
export function readChildSources(main: URL): Buffer {
  const sources = new Map<string, string>();
  const left = [main];
  for (let url = left.pop(); url; url = left.pop()) {
    if (sources.has(url.href)) continue;
    // A child may not read files of others, so it gets the library's text.
    const source =
      url.href === urlLibrary
        ? `export const readUrlLibrary = () => ${JSON.stringify(readUrlLibrary())};`
        : stripTypeScriptTypes(readFileSync(url, "utf8"));
    sources.set(url.href, source);
    for (const [, path] of source.matchAll(/\bfrom "(\.[^"]+\.ts)"/g)) {
      if (path !== undefined) left.push(new URL(path, url));
    }
  }
  const text = Buffer.from(JSON.stringify([...sources]));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return Buffer.concat([size, text]);
}
