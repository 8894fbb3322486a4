/** What a page says that a block prints: `…` stands for anything in a line, and alone on a line for any number of lines. */
export function outputPattern(expected: string): RegExp {
  const literal = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const lines = tidy(expected)
    .split("\n")
    .map((line) => (line.trim() === "…" ? null : line.split("…").map(literal).join("[^\\n]*")));
  const body = lines
    .map((line, index) => {
      if (line === null) return "(?:[^\\n]*(?:\\n|$))*?";
      return `${line}${index === lines.length - 1 ? "" : "\\n"}`;
    })
    .join("");
  return new RegExp(`^${body}$`);
}

/** Without blanks at the ends of lines and of the whole. */
export function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}
