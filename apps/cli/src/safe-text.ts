// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text of others made harmless for a terminal: control and direction characters are shown as `\u{…}` (S33). */
export function safeText(text: string): string {
  return text.replace(controls, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

/** The same on one line, cut at `width` columns. */
export function safeLine(text: string, width = Number.POSITIVE_INFINITY): string {
  const line = safeText(text.replace(/\s+/g, " ").trim());
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
