import { resolve } from "node:path";
import type { Config } from "./config.ts";
import type { RunningServer } from "./start.ts";

type Greeted = Pick<Config, "dataDir" | "ownerCode">;

/** What the start prints once requests are answered, line by line. */
export function greeting(
  { dataDir, ownerCode }: Greeted,
  { url, localUrl, isFresh }: Pick<RunningServer, "url" | "localUrl" | "isFresh">,
): string[] {
  const lines = [row("PatchOps is running", url)];
  if (localUrl !== url) lines.push(row("Listening on", localUrl));
  if (isFresh) {
    // A command finds the server by its data directory, which another shell presumes at the usual place.
    const where = dataDir === resolve(".patchops") ? "" : `PATCHOPS_DATA_DIR=${quoted(dataDir)} `;
    const setup = `${where}npx patchops setup --email you@example.com --password …`;
    lines.push(row("First account", `open that address, or: ${setup}`));
    if (ownerCode !== null) {
      lines.push(row("Owner code", `${ownerCode} (asked when you create the first account)`));
    }
  }
  return [...lines, row("Stop", "Ctrl+C")];
}

function row(label: string, text: string): string {
  return `${label.padEnd(24)} ${text}`;
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
