import type { PatchOpsError } from "@patchops/sdk";
import pc from "picocolors";
import { safeText } from "./safe-text.ts";
import type { Terminal } from "./terminal.ts";

/** Where a command's words go. */
export interface Output {
  isJson: boolean;
  colors: ReturnType<typeof pc.createColors>;
  /** The command's answer on stdout: one JSON document with `--json`, else what `forPeople` writes. */
  answer(value: unknown, forPeople: () => string): void;
  /** Progress, logs, remarks: stderr. */
  note(text: string): void;
  /** What to do next; only for people. */
  next(text: string): void;
  error(error: PatchOpsError): void;
}

export function createOutput(
  terminal: Terminal,
  options: { isJson: boolean; isColorRefused: boolean },
): Output {
  const { isJson, isColorRefused } = options;
  const colors = pc.createColors(!isColorRefused && terminal.stdout.isTTY === true);
  const errorColors = pc.createColors(!isColorRefused && terminal.stderr.isTTY === true);
  const line = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
  const output: Output = {
    isJson,
    colors,
    answer(value, forPeople) {
      terminal.stdout.write(isJson ? `${JSON.stringify(value, null, 2)}\n` : line(forPeople()));
    },
    note(text) {
      terminal.stderr.write(line(text));
    },
    next(text) {
      if (!isJson) terminal.stderr.write(`${errorColors.dim("Next:")}  ${text}\n`);
    },
    error(error) {
      if (isJson) {
        terminal.stderr.write(`${JSON.stringify({ error }, null, 2)}\n`);
        return;
      }
      const isUsage = error.code === "usage";
      const message = safeText(error.message).replace(/[.\s]+$/, "");
      const code = isUsage ? "" : ` (${error.code})`;
      const end = isUsage && /[?!]$/.test(message) ? "" : ".";
      const unsent = error.sent === false && !isUsage ? " Nothing was sent." : "";
      terminal.stderr.write(`${errorColors.red("Error:")} ${message}${code}${end}${unsent}\n`);
      if (error.next !== undefined) output.next(safeText(error.next));
      if (error.docs !== undefined)
        terminal.stderr.write(`${errorColors.dim("Docs:")}  ${safeText(error.docs)}\n`);
      if (error.requestId !== undefined && error.code === "internal") {
        terminal.stderr.write(`Request ${error.requestId}\n`);
      }
    },
  };
  return output;
}
