import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { docsAssets } from "../docs/docs-assets.ts";

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");

let assets: { css: string; script: string } | undefined;

/** Style and script of the website: text, code and tables look as in the docs. */
export function siteAssets(): { css: string; script: string } {
  assets ??= { css: `${docsAssets().css}\n${read("./site.css")}`, script: read("./site-client.js") };
  return assets;
}
