/**
 * A name that somebody chose, for a mail to others: one short line, and nothing in it that mail programs turn into a link. An
 * invitation could otherwise carry anybody's advertisement under our name.
 */
export function plainName(name: string, maxCharacters = 80): string {
  const line = name
    .replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/(?<=\S)\.(?=\S)|:\/\//g, "·")
    .trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`;
}
