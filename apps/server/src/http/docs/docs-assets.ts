import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");

export interface DocsAssets {
  css: string;
  script: string;
  /** By the name under `/docs/fonts/`. */
  fonts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

let assets: DocsAssets | undefined;

/** Style, script and fonts of the pages. The palette is the dashboard's own file, so that both always look alike. */
export function docsAssets(): DocsAssets {
  assets ??= {
    css: `${read("../../../../dashboard/src/styles/tokens.css")}\n${read("./docs.css")}`,
    script: read("./docs-client.js"),
    fonts: new Map(
      ["geist", "geist-mono"].map((name) => [
        `${name}.woff2`,
        new Uint8Array(
          readFileSync(require.resolve(`@fontsource-variable/${name}/files/${name}-latin-wght-normal.woff2`)),
        ),
      ]),
    ),
  };
  return assets;
}
