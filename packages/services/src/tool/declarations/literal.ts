/** What prints as nothing, or as something else: controls, direction marks, line separators, unassigned characters. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");

/** A text as a TypeScript literal that a terminal and an editor show as it is. */
function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(invisible, escaped);
}

/** Longer ones say no more to a reader than that they are texts. */
const maxLiteralChars = 200;

/** The type that holds just this JSON value; of objects and lists only what they are. */
export function literalType(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.length > maxLiteralChars ? "string" : stringLiteral(value);
    case "number":
      return Number.isFinite(value) ? String(value) : "number";
    case "boolean":
      return String(value);
    default:
      if (value === null) return "null";
      return Array.isArray(value) ? "any[]" : "{ [name: string]: any }";
  }
}

/** A name as a member of a type. `new` alone would make what follows a constructor. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== "new" ? name : stringLiteral(name);
}

/** A text for a comment: on one line, without anything that ends the comment, steers the compiler or is not seen. */
export function commentText(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars).trimEnd()}…` : text;
  return cut
    .replace(invisible, " ")
    .replace(/\s+/g, " ")
    .replaceAll("*/", "* /")
    .replace(/@(?=ts-)/g, "@ ")
    .trim();
}
