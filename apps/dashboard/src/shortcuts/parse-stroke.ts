export interface Stroke {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

/** `mod+shift+k` -> its parts. `mod` is Command on Apple machines, Control elsewhere. */
export function parseStroke(text: string): Stroke {
  const parts = text === "+" ? ["+"] : text.split("+");
  return {
    key: (parts.at(-1) ?? "").toLowerCase(),
    mod: parts.includes("mod"),
    shift: parts.includes("shift"),
    alt: parts.includes("alt"),
  };
}

/** The parts of a key event that decide a match. */
export type KeyPress = Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey">;

/** Signs such as `?` need Shift on some keyboards, so Shift counts for letters and named keys only. */
export function matchesStroke(stroke: Stroke, press: KeyPress): boolean {
  const key = press.key.toLowerCase();
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key);
  return (
    key === stroke.key &&
    stroke.mod === (press.metaKey || press.ctrlKey) &&
    stroke.alt === press.altKey &&
    (isSign || stroke.shift === press.shiftKey)
  );
}
