import type { CompiledProgram } from "./compiled-program.ts";

/** Leads a position in the script (both from 1) back to the user's source: insertions only ever widen a line. */
export function mapPosition(
  program: CompiledProgram,
  line: number,
  column: number,
): { line: number; column: number } {
  let mapped = column - 1;
  for (const insertion of program.insertions) {
    if (insertion.line !== line || mapped <= insertion.column) continue;
    mapped = Math.max(insertion.column, mapped - insertion.length);
  }
  return { line, column: mapped + 1 };
}
