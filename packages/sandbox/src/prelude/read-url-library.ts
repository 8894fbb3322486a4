import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The source of the library behind `URL` and `URLSearchParams`: CommonJS, one file that needs nothing else. */
export function readUrlLibrary(): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve("whatwg-url-minimum"), "utf8");
}
