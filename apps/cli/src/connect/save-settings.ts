import { copyFile, mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { lineDiff } from "./line-diff.ts";

export interface SavedSettings {
  changed: boolean;
  /** The copy of the file as it was; null when there was none or nothing changed. */
  backup: string | null;
  diff: string;
}

/**
 * Changes a settings file in one step, keeping a copy of what was there. A new file is for its owner only, since it holds a
 * key. Answers null, and changes nothing, when `change` does.
 */
export async function saveSettings(
  file: string,
  change: (text: string) => string | null,
): Promise<SavedSettings | null> {
  // A link into someone's dotfiles stays a link.
  const target = await realpath(file).catch(() => file);
  const before = await readFile(target, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  const after = change(before ?? "");
  if (after === null) return null;
  if (after === before) return { changed: false, backup: null, diff: "" };
  const mode = before === null ? 0o600 : (await stat(target)).mode & 0o777;
  await mkdir(dirname(target), { recursive: true });
  let backup: string | null = null;
  if (before !== null) {
    backup = `${target}.before-patchops-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
    await copyFile(target, backup);
  }
  const temporary = `${target}.patchops-${process.pid}`;
  await writeFile(temporary, after, { mode });
  await rename(temporary, target);
  return { changed: true, backup, diff: lineDiff(before ?? "", after) };
}
