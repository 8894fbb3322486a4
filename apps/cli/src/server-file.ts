import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PatchOpsError } from "@patchops/sdk";

/** What a running server writes into its data directory. */
export interface ServerFile {
  url: string;
  pid: number | null;
}

/** The server that works on a data directory; null when none has left its file. */
export function readServerFile(dataDir: string): ServerFile | null {
  const text = readIfThere(join(dataDir, "server.json"));
  if (text === null) return null;
  try {
    const content: unknown = JSON.parse(text);
    if (content === null || typeof content !== "object") return null;
    const url: unknown = Reflect.get(content, "url");
    const pid: unknown = Reflect.get(content, "pid");
    return typeof url === "string" ? { url, pid: typeof pid === "number" ? pid : null } : null;
  } catch {
    // Half written, while the server starts.
    return null;
  }
}

/** The operator token of a data directory. Throws `forbidden` when it belongs to another user of the machine. */
export function readOperatorToken(dataDir: string): string | null {
  return readIfThere(join(dataDir, "operator-token"))?.trim() || null;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    if (code === "EACCES" || code === "EPERM") {
      throw new PatchOpsError("forbidden", `You may not read ${path}.`, {
        sent: false,
        next: "Run this as the user who runs the server.",
        cause: error,
      });
    }
    throw error;
  }
}
