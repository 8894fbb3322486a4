import type { ProgramCheck } from "@patchops/contract";
import { safeLine, safeText } from "./safe-text.ts";

/** What a check found, as compilers write it: place, words, the lines around it. */
export function diagnosticsText({ diagnostics, isComplete }: ProgramCheck, file: string): string {
  if (!isComplete) return "The program is too complicated to be checked.";
  return diagnostics
    .map(
      ({ line, column, message, code, frame }) =>
        `${safeLine(file)}:${line}:${column}: ${safeText(message)} (${code})\n${safeText(frame)}\n`,
    )
    .join("\n");
}
