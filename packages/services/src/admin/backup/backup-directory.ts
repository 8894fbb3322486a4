import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

const fileShape = /^patchops-\d{4}-\d{2}-\d{2}T\d{6}Z\.(tar\.gz|age)$/;

/** Where an instance's own backups lie: files that it named, readable for its account alone. */
export interface BackupDirectory {
  /** Throws what the file system says when the directory can neither be used nor made. */
  prepare(): Promise<void>;
  freeBytes(): Promise<number>;
  /** The path of a file there. */
  pathOf(file: string): string;
  /** Writes a file that is there whole or not at all; answers its size in bytes. */
  write(file: string, content: AsyncIterable<Uint8Array>): Promise<number>;
  /** Removes all but the newest; answers the names of those that are left. Files of others are not touched. */
  prune(keep: number): Promise<string[]>;
}

/** The name of a backup made at that moment. */
export function backupFileName(madeAt: Date, isEncrypted: boolean): string {
  const text = madeAt.toISOString().replace(/:|\.\d{3}/g, "");
  return `patchops-${text}.${isEncrypted ? "age" : "tar.gz"}`;
}

export function backupDirectory(directory: string): BackupDirectory {
  async function write(file: string, content: AsyncIterable<Uint8Array>): Promise<number> {
    const path = join(directory, file);
    const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
    try {
      const handle = await open(draft, "wx", 0o600);
      try {
        for await (const chunk of content) await handle.writeFile(chunk);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    const folder = await open(directory, "r");
    // Some file systems cannot sync a directory; the file itself is safe by now.
    await folder.sync().catch(() => undefined);
    await folder.close();
    return (await stat(path)).size;
  }

  return {
    async prepare() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // What a killed worker left half written.
      for (const name of await readdir(directory)) {
        if (/^patchops-.+\.[0-9a-f]{12}\.part$/.test(name)) await rm(join(directory, name), { force: true });
      }
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },
    pathOf: (file) => join(directory, file),
    write,
    async prune(keep) {
      // Their names are in the order of time.
      const files = (await readdir(directory)).filter((name) => fileShape.test(name)).sort();
      for (const name of files.slice(0, -keep)) await rm(join(directory, name), { force: true });
      return files.slice(-keep);
    },
  };
}
