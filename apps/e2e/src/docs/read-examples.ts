export interface Example {
  /** In the file, from 1. */
  line: number;
  code: string;
}

/** The `@example` parts of the docstrings in a TypeScript source. */
export function readExamples(source: string): Example[] {
  const examples: Example[] = [];
  for (const comment of source.matchAll(/\/\*\*.*?\*\//gs)) {
    const lines = comment[0]
      .split("\n")
      .map((line) => line.replace(/^\s*(\/\*\*|\*\/|\* ?)/, "").replace(/\*\/$/, ""));
    const first = source.slice(0, comment.index).split("\n").length;
    lines.forEach((line, index) => {
      if (!line.startsWith("@example")) return;
      const rest = lines.slice(index + 1);
      const end = rest.findIndex((text) => text.startsWith("@"));
      const code = rest.slice(0, end === -1 ? rest.length : end).join("\n");
      examples.push({ line: first + index, code: code.trim() });
    });
  }
  return examples;
}
