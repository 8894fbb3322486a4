import { commentText } from "./literal.ts";

const maxLineChars = 300;

/** Lines of a comment as it stands above a member; nothing where there is nothing to say. */
export function docComment(lines: readonly string[], indent: string): string {
  const said = lines.map((line) => commentText(line, maxLineChars)).filter((line) => line !== "");
  if (said.length <= 1) return said.map((line) => `${indent}/** ${line} */\n`).join("");
  return `${indent}/**\n${said.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}
