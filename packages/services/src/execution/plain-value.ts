/** What a program gets of a result: `structuredContent`, else its content reduced to the plain value. */
export function plainValue(result: Record<string, unknown>): unknown {
  if (result.structuredContent !== undefined) return result.structuredContent;
  const content = Array.isArray(result.content) ? (result.content as Record<string, unknown>[]) : [];
  if (
    content.length > 0 &&
    content.every((block) => block.type === "text" && typeof block.text === "string")
  ) {
    const text = content.map((block) => block.text).join("\n");
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return content.length === 1 ? content[0] : content;
}

/** The same as text. */
export function textOf(result: Record<string, unknown>): string {
  const value = plainValue(result);
  return typeof value === "string" ? value : JSON.stringify(value);
}
