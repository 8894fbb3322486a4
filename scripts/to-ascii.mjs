/**
 * The same program in ASCII: a source with any other character in it lives as two bytes a character, as long as its process. In
 * strings, templates and regular expressions an escape means the character itself; throws Error where it would not.
 */
export function toAscii(code) {
  const odd = /(?<!\\)(?:\\\\)*\\[^\0-\x7f]|\bString\.raw`[^`]*[^\0-\x7f]/.exec(code);
  if (odd) throw new Error(`An escape would change the meaning of ${odd[0]}`);
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
