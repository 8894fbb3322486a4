import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Where a restore prepares what the data directory shall hold: its upload, the files to come, and its mark. */
export interface RestoreFolder {
  /** Where the backup is written to before it is checked. */
  upload: string;
  /** Makes it, empty. */
  begin(): Promise<void>;
  remove(): Promise<void>;
  /** Writes the files that shall come, and then the mark that they are all there. */
  prepare(
    id: string,
    files: { masterKey: Buffer | null; journal: Buffer; refusedCalls: Buffer | null },
  ): Promise<void>;
  /** The id of a restore that was prepared and is not over; null when there is none. */
  prepared(): Promise<string | null>;
  /** Moves the prepared files to their places. Done again after a crash it goes on where it stopped. */
  putInPlace(): Promise<void>;
}

export function restoreFolder(dataDir: string): RestoreFolder {
  const folder = join(dataDir, "restore");
  const mark = join(folder, "prepared");
  const newKey = join(folder, "master.key");
  const newJournal = join(folder, "journal");

  async function remove(): Promise<void> {
    // The mark first: what is left of the rest by a crash is then known to be nothing.
    await rm(mark, { force: true });
    await rm(folder, { recursive: true, force: true });
  }

  return {
    upload: join(folder, "upload.tar.gz"),
    async begin() {
      await remove();
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    remove,
    async prepare(id, { masterKey, journal, refusedCalls }) {
      await mkdir(newJournal, { recursive: true, mode: 0o700 });
      await writeDurably(join(newJournal, "000000000001.jsonl"), journal);
      if (refusedCalls !== null) await writeDurably(join(newJournal, "refused.jsonl"), refusedCalls);
      if (masterKey !== null) await writeDurably(newKey, masterKey);
      await syncDirectory(newJournal);
      await writeDurably(mark, Buffer.from(id));
      await syncDirectory(folder);
    },
    prepared: () => readFile(mark, "utf8").catch(ifMissing(null)),
    async putInPlace() {
      const key = join(dataDir, "master.key");
      const oldKey = `${key}.before-restore`;
      if (await exists(newKey)) {
        // Other copies of the replaced database may still need it.
        await rename(key, oldKey).catch(ifMissing(undefined));
        await rename(newKey, key);
      }
      if (await exists(newJournal)) {
        await rm(join(dataDir, "journal"), { recursive: true, force: true });
        await rename(newJournal, join(dataDir, "journal"));
      }
      await syncDirectory(dataDir);
      await remove();
    },
  };
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
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

async function exists(path: string): Promise<boolean> {
  const file = await open(path, "r").catch(ifMissing(null));
  await file?.close();
  return file !== null;
}

function ifMissing<T>(answer: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return answer;
    throw error;
  };
}
