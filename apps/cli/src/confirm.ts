import { createInterface } from "node:readline/promises";
import { PatchOpsError } from "@patchops/sdk";
import type { Cli } from "./cli.ts";

/** Asks before something is lost. Only a person at a terminal is asked; scripts have said what they want. */
export async function confirm(cli: Cli, question: string, options: { yes?: boolean }): Promise<void> {
  const { stdin, stderr, interrupted } = cli.terminal;
  if (options.yes || cli.output.isJson || !stdin.isTTY || !stderr.isTTY) return;
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
