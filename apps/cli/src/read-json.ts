import { readText } from "./read-text.ts";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

/** JSON from an argument: the text itself, `@file`, or `-` for standard input. */
export async function readJson(terminal: Terminal, argument: string, option: string): Promise<unknown> {
  const text =
    argument === "-" || argument.startsWith("@")
      ? await readText(terminal, argument.replace(/^@/, ""))
      : argument;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(
      `${option} is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}`,
      `For example: ${option} '{"limit": 3}'`,
    );
  }
}
