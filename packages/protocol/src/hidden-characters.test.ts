import { describe, expect, it } from "vitest";
import { findHiddenCharacters, hasHiddenCharacters } from "./hidden-characters.ts";

describe("findHiddenCharacters", () => {
  it.each([
    ["zero width space", "a\u200bb", "U+200B", "invisible"],
    ["zero width joiner in a word", "a\u200db", "U+200D", "invisible"],
    ["soft hyphen", "a\u00adb", "U+00AD", "invisible"],
    ["right-to-left override", "a\u202eb", "U+202E", "bidirectional"],
    ["isolate", "a\u2066b", "U+2066", "bidirectional"],
    ["tag letter", "a\u{e0041}b", "U+E0041", "invisible"],
    ["variation selector supplement", "a\u{e0101}b", "U+E0101", "invisible"],
    ["variation selector on a letter", "a\ufe01b", "U+FE01", "invisible"],
    ["hangul filler", "a\u3164b", "U+3164", "invisible"],
    ["braille blank", "a\u2800b", "U+2800", "invisible"],
    ["private use", "a\ue000b", "U+E000", "invisible"],
    ["escape", "a\u001bb", "U+001B", "control"],
    ["null", "a\u0000b", "U+0000", "control"],
    ["delete", "a\u007fb", "U+007F", "control"],
    ["line separator", "a\u2028b", "U+2028", "invisible"],
  ])("finds a %s", (_name, text, codePoint, kind) => {
    expect(findHiddenCharacters(text)).toEqual([{ index: 1, codePoint, kind }]);
  });

  it("leaves ordinary text and pictures alone", () => {
    for (const text of [
      "Lists issues.\n\tOne a line.\r\n",
      "Überprüft 日本語 العربية עברית हिन्दी",
      "family 👨‍👩‍👧 flag 🏳️‍🌈 heart ❤️ key 1️⃣ wave 👋🏽",
    ]) {
      expect(findHiddenCharacters(text)).toEqual([]);
      expect(hasHiddenCharacters(text)).toBe(false);
    }
  });

  it("stops at its limit", () => {
    expect(findHiddenCharacters("\u200b".repeat(1_000))).toHaveLength(100);
  });
});
