import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

/** The text of a file, or of standard input for `-`. */
export async function readText(terminal: Terminal, path: string): Promise<string> {
  if (path === "-") return text(terminal.stdin);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw usageError(
      code === "ENOENT"
        ? `There is no file ${path}.`
        : `${path} cannot be read (${String(code ?? "unknown cause")}).`,
      "Name a file, or - for standard input.",
    );
  }
}
