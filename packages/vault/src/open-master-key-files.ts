import { open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type MasterKey, readMasterKey, readOrCreateMasterKey } from "./master-key.ts";
import type { MasterKeys } from "./master-keys.ts";

const fileShape = /^master\.(?:next|[0-9a-f]{16})\.key$/;

/** The key files of a data directory: `master.key`, `master.next.key` before a rotation, `master.<id>.key` after one. Null without any. */
export async function openMasterKeyFiles(directory: string): Promise<MasterKeys | null> {
  const file = join(directory, "master.key");
  const nextFile = join(directory, "master.next.key");
  const oldFile = (id: string) => join(directory, `master.${id}.key`);

  const files = new Map<string, MasterKey>();
  const first = await readMasterKey(file);
  if (first !== null) files.set(file, first);
  for (const name of await namesIn(directory)) {
    const path = join(directory, name);
    const key = fileShape.test(name) ? await readMasterKey(path) : null;
    if (key !== null) files.set(path, key);
  }
  const [found] = files.values();
  if (found === undefined) return null;
  let current = found;

  return {
    get current() {
      return current;
    },
    get masterKeys() {
      return [...files.values()];
    },
    file,
    async next() {
      const key = await readOrCreateMasterKey(nextFile);
      files.set(nextFile, key);
      return key;
    },
    async use(id) {
      const [path, key] = [...files].find(([, known]) => known.id === id) ?? [];
      if (path === undefined || key === undefined) throw new Error(`there is no master key ${id}`);
      current = key;
      if (path === file) return;
      const before = files.get(file);
      if (before !== undefined) {
        await rename(file, oldFile(before.id));
        files.set(oldFile(before.id), before);
      }
      // Whatever ends the process here: the next start finds the key by its id.
      await rename(path, file);
      files.set(file, key);
      files.delete(path);
      await syncDirectory(directory);
    },
    async removeOthers() {
      for (const path of files.keys()) {
        if (path === file) continue;
        await rm(path);
        files.delete(path);
      }
      await syncDirectory(directory);
      return true;
    },
  };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
