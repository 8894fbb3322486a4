import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

/** Asks at the terminal and shows nothing of the answer. Throws `usage` with the other way, `next`, where there is none. */
export async function askHidden(
  terminal: Terminal,
  { question, what, next }: { question: string; what: string; next: string },
): Promise<string> {
  const { stdin, stderr, interrupted } = terminal;
  if (!stdin.isTTY || !stderr.isTTY) throw usageError(`Nobody can be asked for ${what} here.`, next);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: mute, terminal: true });
  try {
    // Listens before it shows the question, so that nothing typed at once is lost.
    const answer = lines.question("", { signal: interrupted });
    stderr.write(`${question}: `);
    return await answer;
  } finally {
    lines.close();
    stderr.write("\n");
  }
}
