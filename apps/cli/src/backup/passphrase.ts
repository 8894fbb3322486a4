import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { PatchOpsError } from "@patchops/sdk";
import type { Terminal } from "../terminal.ts";
import { usageError } from "../usage-error.ts";

/** A file's passphrase, without its line end. */
export async function readPassphraseFile(path: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(path, "utf8")).replace(/\r?\n$/, "");
  } catch (cause) {
    throw usageError(
      `The passphrase file ${path} cannot be read.`,
      cause instanceof Error ? cause.message : undefined,
    );
  }
  if (text === "") throw usageError(`The passphrase file ${path} is empty.`);
  return text;
}

/** Asks at the terminal and shows nothing of the answer. Throws `usage` where there is none. */
export async function askPassphrase(terminal: Terminal, question: string): Promise<string> {
  const { stdin, stderr, interrupted } = terminal;
  if (!stdin.isTTY || !stderr.isTTY) {
    throw usageError("Nobody can be asked for the passphrase here.", "Use --passphrase-file FILE.");
  }
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: mute, terminal: true });
  stderr.write(`${question}: `);
  try {
    return await lines.question("", { signal: interrupted });
  } finally {
    lines.close();
    stderr.write("\n");
  }
}

/** Asks twice, since a passphrase that was mistyped once opens nothing. */
export async function askNewPassphrase(terminal: Terminal): Promise<string> {
  const first = await askPassphrase(terminal, "Passphrase for the backup");
  if (first === "") throw new PatchOpsError("cancelled", "No passphrase was given.", { sent: false });
  if ((await askPassphrase(terminal, "Once more")) === first) return first;
  throw new PatchOpsError("cancelled", "The two passphrases differ.", { sent: false });
}
