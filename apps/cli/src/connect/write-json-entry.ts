const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * A JSON file's text with one entry set, all else kept in its order and indentation. null when the text is not plain JSON
 * (comments would be lost) or not of the expected shape.
 */
export function writeJsonEntry(
  text: string,
  [section, name]: readonly [string, string],
  entry: object,
): string | null {
  let settings: unknown = {};
  if (text.trim() !== "") {
    try {
      settings = JSON.parse(text);
    } catch {
      return null;
    }
  }
  if (!isRecord(settings)) return null;
  const entries = settings[section] ?? {};
  if (!isRecord(entries)) return null;
  if (JSON.stringify(entries[name]) === JSON.stringify(entry)) return text;
  const indentation = /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? 2;
  return `${JSON.stringify({ ...settings, [section]: { ...entries, [name]: entry } }, null, indentation)}\n`;
}
