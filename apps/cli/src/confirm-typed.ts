import { createInterface } from "node:readline/promises";
import { PatchOpsError } from "@patchops/sdk";
import type { Cli } from "./cli.ts";
import { usageError } from "./usage-error.ts";

/** Asks for a word before much is lost for good. Where nobody can be asked, only `--yes` says it. */
export async function confirmTyped(cli: Cli, warning: string, word: string): Promise<void> {
  const { stdin, stderr, interrupted } = cli.terminal;
  if (!stdin.isTTY || !stderr.isTTY) throw usageError(warning, "Add --yes if that is meant.");
  stderr.write(`${warning}\nType ${word} to go on: `);
  const lines = createInterface({ input: stdin });
  try {
    if ((await lines.question("", { signal: interrupted })).trim() === word) return;
  } finally {
    lines.close();
  }
  throw new PatchOpsError("cancelled", "Left as it was.", { sent: false });
}
