import { usageError } from "./usage-error.ts";

/** Splits a command line at its spaces; single and double quotes and backslashes keep parts together. No other shell syntax. */
export function splitCommand(line: string): string[] {
  const words: string[] = [];
  const pattern = /\s*(?:((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)|$)/gy;
  while (pattern.lastIndex < line.length) {
    const match = pattern.exec(line);
    if (match === null) throw usageError("A quote in --stdio is not closed.");
    if (match[1] !== undefined) words.push(unquote(match[1]));
  }
  return words;
}

function unquote(word: string): string {
  return word.replace(
    /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
    (_, escaped?: string, double?: string, single?: string) =>
      escaped ?? (double === undefined ? single : double.replace(/\\(["\\])/g, "$1")) ?? "",
  );
}
