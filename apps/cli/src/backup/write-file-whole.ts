import { randomBytes } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { PatchOpsError } from "@patchops/sdk";

/** Writes a file that is there whole or not at all, readable for its owner alone; answers its size in bytes. */
export async function writeFileWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      for await (const chunk of content) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    const directory = await open(dirname(path), "r");
    // Some file systems cannot sync a directory; the file itself is safe by now.
    await directory.sync().catch(() => undefined);
    await directory.close();
    return (await stat(path)).size;
  } catch (error) {
    await rm(draft, { force: true });
    throw explain(error, path);
  }
}

const words: Record<string, string> = {
  ENOENT: "its directory does not exist",
  ENOTDIR: "its directory does not exist",
  EISDIR: "it is a directory",
  EACCES: "this account may not write there",
  EPERM: "this account may not write there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
};

function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = words[code];
  if (reason === undefined) return error;
  return new PatchOpsError("invalid_input", `The file ${path} cannot be written: ${reason}.`, {
    next: "Name a file in a directory that is there and writable.",
    cause: error,
  });
}
