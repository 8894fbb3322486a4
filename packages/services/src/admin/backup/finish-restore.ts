import { readInstanceFact, restoreFact } from "@patchops/db";
import { restoreFolder } from "./restore-folder.ts";

/**
 * Before the master key is read: puts master key and journal of a restore in place whose transaction was committed, and
 * forgets one whose was not. Answers which; null when there was none.
 */
export async function finishRestore(
  dataDir: string,
  ownerConnectionString: string,
): Promise<"finished" | "undone" | null> {
  const folder = restoreFolder(dataDir);
  const id = await folder.prepared();
  if (id !== null && (await readInstanceFact(ownerConnectionString, restoreFact)) === id) {
    await folder.putInPlace();
    return "finished";
  }
  await folder.remove();
  return id === null ? null : "undone";
}
