export type ParsedJson = { isValid: true; value: unknown } | { isValid: false; message: string };

/** The empty text is no value, not an error. */
export function parseJsonText(text: string): ParsedJson {
  if (text.trim() === "") return { isValid: true, value: undefined };
  try {
    return { isValid: true, value: JSON.parse(text) };
  } catch (error) {
    return { isValid: false, message: error instanceof Error ? error.message : "That is not JSON." };
  }
}
