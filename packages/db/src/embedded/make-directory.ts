import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes the directory and the parents that are missing, for this account alone. Step by step, since Node's own recursive
 * mkdir never returns where a parent is there and yet holds nothing new, as `/proc` does.
 */
export async function makeDirectory(path: string): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent);
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
