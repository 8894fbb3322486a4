import { PatchOpsError } from "@patchops/sdk";
import { askHidden } from "./ask-hidden.ts";
import { readSecret } from "./read-secret.ts";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

export interface PasswordOptions {
  /** `-` = standard input. */
  password?: string;
  passwordFile?: string;
}

/** The password that the options name; asked for, twice and unseen, where they name none. Throws `usage`, `cancelled`. */
export async function newPassword(
  terminal: Terminal,
  { password, passwordFile }: PasswordOptions,
): Promise<string> {
  if (password !== undefined && passwordFile !== undefined) {
    throw usageError("Use --password or --password-file, not both.");
  }
  if (passwordFile !== undefined) return readSecret(terminal, passwordFile, "password");
  if (password === "-") return readSecret(terminal, "-", "password");
  if (password !== undefined) return password;
  const ask = (question: string) =>
    askHidden(terminal, {
      question,
      what: "the password",
      next: "Add --password-file FILE, or --password - to read it from standard input.",
    });
  const first = await ask("Password, at least 10 characters");
  if (first === "") throw new PatchOpsError("cancelled", "No password was given.", { sent: false });
  if ((await ask("Once more")) === first) return first;
  throw new PatchOpsError("cancelled", "The two passwords differ.", { sent: false });
}
