import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readUrlLibrary } from "./prelude/read-url-library.ts";

const folder = new URL("./prelude/", import.meta.url);
let version: string | undefined;

/**
 * A hash of all that the prelude is made of: under another one a program may take another way, with other order or other
 * random numbers. A changed comment counts as well, since a log that is refused does less harm than one that misleads.
 */
export function preludeVersion(): string {
  version ??= hash(
    "sha256",
    JSON.stringify([
      readUrlLibrary(),
      ...readdirSync(folder)
        .filter((name) => name.endsWith(".ts"))
        .sort()
        .map((name) => readFileSync(new URL(name, folder), "utf8")),
    ]),
    "base64url",
  ).slice(0, 16);
  return version;
}
