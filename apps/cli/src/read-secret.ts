import { readText } from "./read-text.ts";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

/** The secret in a file, or on standard input for `-`, without its line end. Throws `usage`. */
export async function readSecret(terminal: Terminal, path: string, what: string): Promise<string> {
  const secret = (await readText(terminal, path)).replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw usageError(
    `${path === "-" ? "Standard input" : `The file ${path}`} holds no ${what}.`,
    `Give it the ${what}, on one line.`,
  );
}
