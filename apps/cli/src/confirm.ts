import { createInterface } from "node:readline/promises";
import { PatchOpsError } from "@patchops/sdk";
import type { Cli } from "./cli.ts";
import { usageError } from "./usage-error.ts";

/**
 * Asks before something is lost. Where nobody can be asked, `--yes` says that it is meant, as `--json` does: a program
 * says what it means. Throws `usage`, `cancelled`.
 */
export async function confirm(cli: Cli, question: string, options: { yes?: boolean }): Promise<void> {
  const { stdin, stderr, interrupted } = cli.terminal;
  if (options.yes || cli.output.isJson) return;
  if (!stdin.isTTY || !stderr.isTTY) throw usageError(question, "Add --yes if that is meant.");
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  try {
    const answer = await lines.question("", { signal: interrupted });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    lines.close();
  }
  throw new PatchOpsError("cancelled", "Left as it was.", { sent: false });
}
