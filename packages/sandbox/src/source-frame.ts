const maxLineChars = 160;

/** The line of an error with its neighbors and a caret under the column; position from 1. */
export function sourceFrame(lines: readonly string[], at: { line: number; column?: number }): string {
  const from = Math.max(1, at.line - 1);
  const to = Math.min(lines.length, at.line + 1);
  const width = String(to).length;
  const frame: string[] = [];
  for (let line = from; line <= to; line += 1) {
    const text = (lines[line - 1] ?? "").slice(0, maxLineChars);
    const mark = line === at.line ? ">" : " ";
    frame.push(`${mark} ${String(line).padStart(width)} | ${text}`.trimEnd());
    if (line !== at.line || at.column === undefined || at.column > maxLineChars) continue;
    // Tabs stay tabs, so that the caret stands where the eye expects it.
    const lead = text.slice(0, at.column - 1).replace(/[^\t]/g, " ");
    frame.push(`  ${" ".repeat(width)} | ${lead}^`);
  }
  return frame.join("\n");
}
