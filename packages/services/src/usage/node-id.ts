import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newId } from "@patchops/contract";

/** By what leases name their node. It lives with the journal: who has this directory can drain it. */
export function nodeIdOf(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "node-id");
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const id = newId();
  writeFileSync(path, `${id}\n`, { mode: 0o600, flush: true });
  return id;
}
