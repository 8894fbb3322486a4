import { cp, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * What a killed node's journal held, put back at its next kill: its next start sends batches a second time that were stored long
 * ago. `stash` is a directory of the caller's.
 */
export async function sendAgain(journal: string, stash: string): Promise<void> {
  await mkdir(stash, { recursive: true });
  const [earlier, present] = [await readdir(stash), new Set(await readdir(journal))];
  // A segment of this name that is still there holds all that the earlier one did.
  for (const name of earlier) if (!present.has(name)) await cp(join(stash, name), join(journal, name));
  for (const name of present) if (name.endsWith(".jsonl")) await cp(join(journal, name), join(stash, name));
}
