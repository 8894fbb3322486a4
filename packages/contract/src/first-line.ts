/** Types at the top of a program: what it says of its input, on one line or down to the brace that ends it. */
const declarations =
  /^(?:declare const \w+:|interface \w+|type \w+ =)(?:[^\n]*\{[ \t]*\n[\s\S]*?\n\}[^\n]*|[^\n]*)$/gm;

/** The first line of a program that does something. */
export function firstLine(code: string): string {
  const lines = code.replace(declarations, "").split("\n");
  const line = lines.find((text) => text.trim() !== "" && !text.trim().startsWith("//"));
  return (line ?? code.split("\n")[0] ?? "").trim().slice(0, 120);
}
