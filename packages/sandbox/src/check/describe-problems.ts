import type { Diagnostic } from "@patchops/contract";
import type { TypeProblem } from "@patchops/typecheck";
import { sourceFrame } from "../source-frame.ts";

/** The compiler's complaints in terms of lines and columns, from 1. */
export function describeProblems(code: string, problems: readonly TypeProblem[]): Diagnostic[] {
  const lines: string[] = [];
  const starts: number[] = [];
  for (const { 0: line, index } of code.matchAll(/.*(?:\r\n|[\n\r\u2028\u2029]|$)/g)) {
    lines.push(line.replace(/[\r\n\u2028\u2029]+$/, ""));
    starts.push(index);
  }
  const placeOf = (offset: number) => {
    const line = Math.max(1, starts.findLastIndex((start) => start <= offset) + 1);
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
  return problems.map(({ from, to, code: number, message, meant }) => {
    const at = placeOf(from);
    const end = placeOf(to);
    return {
      ...at,
      endLine: end.line,
      endColumn: end.column,
      message,
      code: `TS${number}`,
      ...(meant === undefined ? {} : { meant }),
      frame: sourceFrame(lines, at),
    };
  });
}
