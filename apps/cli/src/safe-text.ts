const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}/gu;
// White space is seen by what it does; the last is the common selector of coloured emoji.
const allowed = "\t\n\ufe0f";

/** Text of others made harmless for a terminal: control, direction and invisible characters are shown as `\u{…}` (S33). */
export function safeText(text: string): string {
  return text.replace(hidden, (character) =>
    allowed.includes(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** The same on one line, cut at `width` columns. */
export function safeLine(text: string, width = Number.POSITIVE_INFINITY): string {
  const line = safeText(text.replace(/\s+/g, " ").trim());
  if (line.length <= width) return line;
  // No half of a character, which a terminal shows as one that is broken.
  return `${line.slice(0, Math.max(0, width - 1)).replace(/[\ud800-\udbff]$/, "")}…`;
}
