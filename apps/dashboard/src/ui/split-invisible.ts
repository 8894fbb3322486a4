export interface TextPart {
  /** For an invisible character its code: `U+200B`. */
  text: string;
  isInvisible: boolean;
}

const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}/u;
// White space is seen by what it does; the last is the common selector of coloured emoji.
const allowed = "\t\n\r\ufe0f";

/** Divides a text into what is seen and what is not. */
export function splitInvisible(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let seen = "";
  for (const character of text) {
    if (allowed.includes(character) || !invisible.test(character)) {
      seen += character;
      continue;
    }
    if (seen) parts.push({ text: seen, isInvisible: false });
    seen = "";
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    parts.push({ text: `U+${code}`, isInvisible: true });
  }
  if (seen) parts.push({ text: seen, isInvisible: false });
  return parts;
}
