import { PatchOpsError } from "@patchops/sdk";
import { askHidden } from "../ask-hidden.ts";
import type { Terminal } from "../terminal.ts";

/** Asks at the terminal and shows nothing of the answer. Throws `usage` where there is none. */
export function askPassphrase(terminal: Terminal, question: string): Promise<string> {
  return askHidden(terminal, { question, what: "the passphrase", next: "Use --passphrase-file FILE." });
}

/** Asks twice, since a passphrase that was mistyped once opens nothing. */
export async function askNewPassphrase(terminal: Terminal): Promise<string> {
  const first = await askPassphrase(terminal, "Passphrase for the backup");
  if (first === "") throw new PatchOpsError("cancelled", "No passphrase was given.", { sent: false });
  if ((await askPassphrase(terminal, "Once more")) === first) return first;
  throw new PatchOpsError("cancelled", "The two passphrases differ.", { sent: false });
}
