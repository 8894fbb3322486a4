import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { readUrlLibrary } from "../prelude/read-url-library.ts";
import { type ChildMain, childMains } from "./child-main.ts";

const folder = new URL("../", import.meta.url);
const urlLibrary = new URL("prelude/read-url-library.ts", folder).href;

/**
 * The modules that a child loads, from `main` on, with their types replaced by blanks: a JSON array of [path, source], the
 * paths from the folder of this package's sources.
 */
export function readChildSources(main: ChildMain): string {
  const sources = new Map<string, string>();
  const left: URL[] = [childMains[main]];
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
  return JSON.stringify([...sources].map(([href, source]) => [href.slice(folder.href.length), source]));
}
