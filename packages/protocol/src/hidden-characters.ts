export interface HiddenCharacter {
  /** Position in UTF-16 units. */
  index: number;
  /** `U+202E` */
  codePoint: string;
  kind: "control" | "bidirectional" | "invisible";
}

// Cc without tab and line breaks · Cf (zero width, bidi, tags) · Zl Zp · Co · fillers, blanks and selectors that show nothing.
const suspicious =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\u115f\u1160\u2800\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const control = /\p{Cc}/u;
const pictograph = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;

/** Joiners and the emoji selector are part of ordinary pictures such as a family or a keycap. */
function isPartOfEmoji(text: string, index: number, character: string): boolean {
  if (character !== "\u200d" && character !== "\ufe0f") return false;
  const before = [...text.slice(Math.max(0, index - 2), index)].at(-1) ?? "";
  if (character === "\ufe0f") return /\p{Emoji}/u.test(before);
  const after = String.fromCodePoint(text.codePointAt(index + 1) ?? 0);
  return pictograph.test(before) && /\p{Extended_Pictographic}/u.test(after);
}

/** Characters that a reader of a name or description cannot see or that reorder what is seen; at most `limit` of them. */
export function findHiddenCharacters(text: string, limit = 100): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  for (const { 0: character, index } of text.matchAll(suspicious)) {
    if (character === "\n" || character === "\t" || character === "\r") continue;
    if (isPartOfEmoji(text, index, character)) continue;
    const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const kind = bidirectional.test(character)
      ? "bidirectional"
      : control.test(character)
        ? "control"
        : "invisible";
    found.push({ index, codePoint: `U+${hex}`, kind });
    if (found.length >= limit) break;
  }
  return found;
}

/** Whether a text holds any such character. */
export function hasHiddenCharacters(text: string): boolean {
  return findHiddenCharacters(text, 1).length > 0;
}
